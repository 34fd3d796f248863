import { resolve } from "node:path";
import { type Diagnostic, errorAt, hasErrors, parseJsonTree, readInputText } from "@ingot/hcl";
import { discoverTemplate } from "../../template/discover.ts";
import type { LoadOptions } from "../../template/template.ts";
import { whyUnreadable } from "../../template/why-unreadable.ts";
import { checkJsonTemplate } from "../check-json-template.ts";
import { readJsonTemplate } from "../read-json-template.ts";
import { type FixedTemplate, fixTemplate } from "./fix-template.ts";

/** What became of a file, with the texts that messages about it show. */
export interface FixedFile extends FixedTemplate {
  readonly sources: ReadonlyMap<string, string>;
  /** What is wrong with the fixed text, where it was looked at; places are in that text. */
  readonly complaints: readonly Diagnostic[];
}

/**
 * Reads a legacy JSON template and brings it up to date; the file stays as it is.
 *
 * @param path the template's path, or `-` for standard input
 * @param options `checks`: whether the fixed text is checked as a template, names included
 */
export async function fixFile(
  path: string,
  options: Pick<LoadOptions, "cwd" | "readStdin"> & { readonly checks: boolean },
): Promise<FixedFile> {
  const found = await discoverTemplate(path, options.cwd);
  if (!found.files) return failed(found.diagnostics);
  if (found.files.k !== "json") return failed([notJson(path)]);
  const name = path === "-" ? "<stdin>" : path;
  let text: string;
  try {
    text = path === "-" ? await options.readStdin() : await readInputText(resolve(options.cwd, path));
  } catch (error) {
    return failed([
      errorAt(undefined, `Could not read the template "${name}"`, `${whyUnreadable(error)} Check the path.`),
    ]);
  }
  const fixed = fixTemplate(text, name);
  const fixedName = `${name} (fixed)`;
  const sources = new Map([[name, text]]);
  if (fixed.text !== undefined) sources.set(fixedName, fixed.text);
  const complaints = options.checks && fixed.text !== undefined ? check(fixed.text, fixedName) : [];
  return { ...fixed, sources, complaints };
}

function failed(diagnostics: readonly Diagnostic[]): FixedFile {
  return { text: undefined, changedBy: [], diagnostics, sources: new Map(), complaints: [] };
}

function notJson(path: string): Diagnostic {
  return errorAt(
    undefined,
    `"${path}" is not a legacy JSON template`,
    "HCL2 templates have nothing that could be fixed. Give the path of a legacy JSON template, whose name does not end with .pkr.hcl or .pkr.json.",
  );
}

/** Only the template by itself: variables, plugins and the level of Packer that it asks for do not matter. */
function check(text: string, name: string): readonly Diagnostic[] {
  const tree = parseJsonTree(text, name);
  const { template, diagnostics } = readJsonTemplate(tree.value);
  return hasErrors(diagnostics) ? diagnostics : checkJsonTemplate(template, tree.value, { level: false });
}
