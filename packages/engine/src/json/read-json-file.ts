import { resolve } from "node:path";
import type { Diagnostic, JsonNode } from "@ingot/hcl";
import { errorAt, hasErrors, parseJsonTree, readInputText } from "@ingot/hcl";
import { nameOtherSyntax } from "../template/name-other-syntax.ts";
import type { LoadOptions } from "../template/template.ts";
import { whyUnreadable } from "../template/why-unreadable.ts";

/** A legacy JSON template as a tree. */
export interface ReadJsonFile {
  /** The name that messages call it by. */
  readonly name: string;
  /** Its text by that name; empty where it could not be read. */
  readonly sources: Map<string, string>;
  /** Undefined where it could not be read, or is not JSON; where all mistakes are to be found, those that hide nothing do not count. */
  readonly tree: JsonNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the file of a legacy JSON template.
 *
 * @param path relative to `cwd`; `-` is standard input
 */
export async function readJsonFile(
  path: string,
  options: Pick<LoadOptions, "cwd" | "readStdin" | "findsAll">,
): Promise<ReadJsonFile> {
  const name = path === "-" ? "<stdin>" : path;
  let text: string;
  try {
    text = path === "-" ? await options.readStdin() : await readInputText(resolve(options.cwd, path));
  } catch (error) {
    const problem = errorAt(
      undefined,
      `Could not read the template "${name}"`,
      `${whyUnreadable(error)} Check the path.`,
    );
    return { name, sources: new Map(), tree: undefined, diagnostics: [problem] };
  }
  const sources = new Map([[name, text]]);
  const { value, diagnostics, unread } = parseJsonTree(text, name);
  if (!hasErrors(diagnostics) || (options.findsAll && unread.length === 0))
    return { name, sources, tree: value, diagnostics };
  return { name, sources, tree: undefined, diagnostics: notHcl(diagnostics, name, text) };
}

/** A template that is no JSON at all is most often HCL2, here by mistake or under another name; one message says so. */
function notHcl(diagnostics: readonly Diagnostic[], path: string, text: string): readonly Diagnostic[] {
  const other = nameOtherSyntax(diagnostics, path.replace(/\.pkr\.hcl$/, ""), text);
  if (!other) return diagnostics;
  if (!path.endsWith(".pkr.hcl")) return [other];
  const detail = "It is an HCL2 template, and this command is for legacy JSON templates. Give it one of those.";
  return [{ ...other, summary: `"${path}" is not a legacy JSON template`, detail }];
}
