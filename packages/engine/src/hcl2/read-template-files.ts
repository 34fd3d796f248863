import { resolve } from "node:path";
import { appendAll, type Diagnostic, errorAt, type ParsedFile, parseFile, parseJsonFile, readInput } from "@ingot/hcl";
import { nameOtherSyntax } from "../template/name-other-syntax.ts";
import { whyUnreadable } from "../template/why-unreadable.ts";

/** Reads and parses the files of an HCL2 template. What could not be read is undefined, and the diagnostics say why. */
export async function readTemplateFiles(
  paths: readonly string[],
  cwd: string,
): Promise<{
  readonly parsed: readonly (ParsedFile | undefined)[];
  /** Texts by file name. */
  readonly sources: Map<string, string>;
  readonly diagnostics: Diagnostic[];
}> {
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, string>();
  const parsed = await Promise.all(paths.map((path) => parseTemplateFile(path, cwd, diagnostics)));
  for (const [index, file] of parsed.entries()) if (file) sources.set(paths[index] ?? "", file.text);
  return { parsed, sources, diagnostics };
}

async function parseTemplateFile(path: string, cwd: string, diagnostics: Diagnostic[]) {
  try {
    const parsed = (path.endsWith(".json") ? parseJsonFile : parseFile)(await readInput(resolve(cwd, path)), path);
    const other = nameOtherSyntax(parsed.diagnostics, path, parsed.file.text);
    appendAll(diagnostics, other ? [other] : parsed.diagnostics);
    return other ? { ...parsed.file, isCutOff: true } : parsed.file;
  } catch (error) {
    diagnostics.push(
      errorAt(undefined, `Could not read the template "${path}"`, `${whyUnreadable(error)} Check the path.`),
    );
    return undefined;
  }
}
