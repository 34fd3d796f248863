import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Diagnostic, Scope } from "@ingot/hcl";
import {
  appendAll,
  errorAt,
  hasErrors,
  parseFile,
  parseJsonFile,
  parseTemplate,
  standardFunctions,
  variableDefaultFunctions,
} from "@ingot/hcl";
import type { TemplateFiles } from "../template/discover.ts";
import { sourceText, textsOf } from "../template/source-text.ts";
import type { LoadedTemplate, LoadOptions } from "../template/template.ts";
import { packerLevel } from "../template/template.ts";
import { whyUnreadable } from "../template/why-unreadable.ts";
import { assignVariables } from "./assign-variables.ts";
import { createTemplate, fixedVariables } from "./hcl2-template.ts";
import { readGraph } from "./read-graph.ts";
import { checkRequirements } from "./requirements.ts";
import { readRootBlocks } from "./root-blocks.ts";
import { readSources } from "./use-sources.ts";
import { readVariables, type Variable } from "./variable.ts";

/** Reads the files of an HCL2 template: syntax, declarations and the values of variables. Nothing is evaluated that could fail from outside. */
export async function loadHcl2(
  files: Extract<TemplateFiles, { k: "hcl2" }>,
  options: LoadOptions,
): Promise<LoadedTemplate> {
  const sources = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  const parsed = await Promise.all(files.files.map((path) => parseTemplateFile(path, options.cwd, diagnostics)));
  for (const [index, file] of parsed.entries()) if (file) sources.set(files.files[index] ?? "", file.text);
  if (hasErrors(diagnostics)) return { sources, diagnostics, template: undefined, secrets: [] };

  const root = readRootBlocks(parsed.flatMap((file) => (file ? [file.body] : [])));
  const requirements = checkRequirements(root.blocks);
  appendAll(diagnostics, [...root.diagnostics, ...requirements.diagnostics]);
  if (!requirements.isVersionRight) return { sources, diagnostics, template: undefined, secrets: [] };

  const functions = standardFunctions({
    baseDir: files.root,
    cwd: options.cwd,
    startedAt: options.startedAt,
    env: options.env,
    parseTemplate,
  });
  const defaultsScope: Scope = { variables: new Map(), functions: variableDefaultFunctions({ env: options.env }) };
  const variables = readVariables(root.blocks, defaultsScope);
  const graph = readGraph(root.blocks);
  appendAll(diagnostics, [...variables.diagnostics, ...graph.diagnostics]);
  const assigned = await assignVariables(variables.variables, files.variableFiles, options);
  appendAll(diagnostics, assigned.diagnostics);
  const secrets = [...variables.variables.values()].flatMap((variable) => secretsInDefault(variable, sources));
  appendAll(secrets, assigned.secrets);
  for (const [name, text] of assigned.sources) sources.set(name, text);
  if (hasErrors(diagnostics)) {
    const alsoWrong = readSources(root.blocks).diagnostics;
    return { sources, diagnostics: [...diagnostics, ...alsoWrong], template: undefined, secrets };
  }

  const template = createTemplate({
    blocks: root.blocks,
    variables: variables.variables,
    values: assigned.values,
    nodes: graph.nodes,
    functions,
    fixed: fixedVariables(files.root, options.cwd),
    plugins: requirements.plugins,
    context: { dialect: "hcl2", startedAt: options.startedAt, cwd: options.cwd, packerVersion: packerLevel },
    env: options.env,
  });
  return { sources, diagnostics, template, secrets };
}

/** What a message about the default of a sensitive variable must not show. */
function secretsInDefault(
  { isSensitive, writtenDefault }: Variable,
  sources: ReadonlyMap<string, string>,
): readonly string[] {
  if (!isSensitive || !writtenDefault) return [];
  const { value, range } = writtenDefault;
  return value ? textsOf(value) : [sourceText(sources.get(range.filename) ?? "", range)];
}

async function parseTemplateFile(path: string, cwd: string, diagnostics: Diagnostic[]) {
  try {
    const parsed = (path.endsWith(".json") ? parseJsonFile : parseFile)(await readFile(resolve(cwd, path)), path);
    appendAll(diagnostics, parsed.diagnostics);
    return parsed.file;
  } catch (error) {
    diagnostics.push(
      errorAt(undefined, `Could not read the template "${path}"`, `${whyUnreadable(error)} Check the path.`),
    );
    return undefined;
  }
}
