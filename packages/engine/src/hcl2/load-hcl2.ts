import { resolve } from "node:path";
import type { Diagnostic, Range, Scope } from "@ingot/hcl";
import { appendAll, hasErrors, parseTemplate, standardFunctions, variableDefaultFunctions } from "@ingot/hcl";
import type { TemplateFiles } from "../template/discover.ts";
import { sourceText, textsOf } from "../template/source-text.ts";
import type { LoadedTemplate, LoadOptions } from "../template/template.ts";
import { packerLevel } from "../template/template.ts";
import { assignVariables } from "./assign-variables.ts";
import { fixedVariables } from "./fixed-variables.ts";
import { createTemplate } from "./hcl2-template.ts";
import { readGraph, type UnreadNode } from "./read-graph.ts";
import { readSiblings } from "./read-siblings.ts";
import { readTemplateFiles } from "./read-template-files.ts";
import { checkRequirements } from "./requirements.ts";
import { readRootBlocks } from "./root-blocks.ts";
import { findUnread, isListOfNames, namesInDoubt } from "./unread.ts";
import { readSources } from "./use-sources.ts";
import { readVariables, type Variable } from "./variable.ts";

/** Reads the files of an HCL2 template: syntax, declarations and the values of variables. Nothing is evaluated that could fail from outside. */
export async function loadHcl2(
  files: Extract<TemplateFiles, { k: "hcl2" }>,
  options: LoadOptions,
): Promise<LoadedTemplate> {
  const { parsed, sources, diagnostics } = await readTemplateFiles(files.files, options.cwd);
  const end: LoadedTemplate = { sources, diagnostics, template: undefined, secrets: [], isInDoubt: () => false };
  if (hasErrors(diagnostics) && !options.findsAll) return end;

  const bodies = parsed.flatMap((file) => (file ? [file.body] : []));
  const root = readRootBlocks(bodies);
  const requirements = checkRequirements(root.blocks);

  const functions = standardFunctions({
    baseDir: files.root,
    cwd: options.cwd,
    startedAt: options.startedAt,
    env: options.env,
    ...(options.noteSecret ? { noteSecret: options.noteSecret } : {}),
    ...(options.noteDerived ? { noteDerived: options.noteDerived } : {}),
    parseTemplate,
  });
  const defaultsScope: Scope = { variables: new Map(), functions: variableDefaultFunctions({ env: options.env }) };
  const variables = readVariables(root.blocks, defaultsScope);
  const graph = readGraph(root.blocks);
  const unread = findUnread(
    parsed,
    root.refused,
    [...variables.nameless, ...graph.nameless, ...root.blocks.filter(({ type }) => isListOfNames(type))],
    root.diagnostics.flatMap(({ suggestion }) => suggestion ?? []),
  );
  const add = (found: readonly Diagnostic[]) =>
    appendAll(
      diagnostics,
      found.filter(({ subject }) => !subject || !unread.covers(subject)),
    );
  // A template for another version may be right where it seems wrong.
  if (requirements.version === "not enough" || (requirements.version === "unreadable" && !options.findsAll)) {
    add([...(options.findsAll ? [] : root.diagnostics), ...requirements.diagnostics]);
    return end;
  }
  add([...root.diagnostics, ...requirements.diagnostics, ...variables.diagnostics, ...graph.diagnostics]);
  const assigned = await assignVariables(variables.variables, files.variableFiles, options, unread);
  appendAll(diagnostics, assigned.diagnostics);
  const secrets = [...variables.variables.values()].flatMap((variable) => secretsInDefault(variable, sources));
  appendAll(secrets, assigned.secrets);
  for (const [name, text] of assigned.sources) sources.set(name, text);
  if (hasErrors(diagnostics) && !options.findsAll)
    return { ...end, diagnostics: [...diagnostics, ...readSources(root.blocks).diagnostics], secrets };

  const inDoubt = namesInDoubt(bodies, unread, (path) =>
    path[0] === "var" ? variables.variables.has(path[1] ?? "") : graph.nodes.has(path.join(".")),
  );
  const nodesInDoubt = inDoubt.flatMap(([root, ...names]): [string, UnreadNode][] => {
    const key = [root, ...names].join(".");
    return root === "var" ? [] : [[key, { k: "unread", key, range: undefined }]];
  });
  const template = createTemplate({
    blocks: root.blocks,
    variables: variables.variables,
    assigned,
    nodes: new Map([...graph.nodes, ...nodesInDoubt]),
    functions,
    fixed: fixedVariables(files.root, options.cwd),
    plugins: requirements.plugins,
    directory: resolve(options.cwd, files.root),
    context: { dialect: "hcl2", startedAt: options.startedAt, cwd: options.cwd, packerVersion: packerLevel },
    env: options.env,
    unread,
    variablesInDoubt: inDoubt.flatMap(([root, name]) => (root === "var" && name !== undefined ? [name] : [])),
    readSiblings: () => readSiblings(files.root, files.files, options.cwd),
    isWrong: hasErrors(diagnostics),
  });
  const isInDoubt = (range: Range) => unread.covers(range) || assigned.unread.covers(range);
  return { sources, diagnostics, template, secrets, isInDoubt };
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
