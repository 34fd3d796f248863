import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Diagnostic, errorAt } from "@ingot/hcl";
import { reasonOf } from "../output/reason-of.ts";

// Which files `fmt` formats, by Packer's rules (core-cli 2.4).

const suffixes = [".pkr.hcl", ".pkrvars.hcl"] as const;

/**
 * Finds what a path of the command line stands for. `-` is standard input, and stands for itself.
 * @param cwd where a relative path begins; the files are named as the path is
 */
export async function findFormattable(
  path: string,
  cwd: string,
  recursive: boolean,
): Promise<{ readonly files: readonly string[]; readonly diagnostics: readonly Diagnostic[] }> {
  if (path === "-") return { files: [path], diagnostics: [] };
  try {
    if (!(await stat(resolve(cwd, path))).isDirectory()) {
      return isFormattable(path) ? { files: [path], diagnostics: [] } : refuse(otherKind(path));
    }
    const diagnostics: Diagnostic[] = [];
    const files = await listFolder(path, cwd, recursive, diagnostics);
    return files.length + diagnostics.length > 0 ? { files, diagnostics } : refuse(nothingIn(path, recursive));
  } catch (error) {
    return refuse(notThere(path, error));
  }
}

function isFormattable(name: string): boolean {
  return suffixes.some((suffix) => name.endsWith(suffix));
}

/** Templates first, then variable files, then what is in sub-folders; each by name. Links to folders are not followed: they may lead back. */
async function listFolder(
  folder: string,
  cwd: string,
  recursive: boolean,
  diagnostics: Diagnostic[],
): Promise<readonly string[]> {
  const entries = await readdir(resolve(cwd, folder), { withFileTypes: true }).catch((error: unknown) => {
    const detail = `The system says: ${reasonOf(error)}. Make it readable, or leave it out.`;
    diagnostics.push(errorAt(undefined, `Could not read the folder ${folder}`, detail));
    return [];
  });
  const kept = entries.filter(({ name }) => !isHidden(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const inFolder = suffixes.flatMap((suffix) =>
    kept
      .filter((entry) => entry.name.endsWith(suffix) && (entry.isFile() || entry.isSymbolicLink()))
      .map(({ name }) => join(folder, name)),
  );
  if (!recursive) return inFolder;
  const below: string[] = [];
  for (const entry of kept) {
    if (entry.isDirectory()) below.push(...(await listFolder(join(folder, entry.name), cwd, recursive, diagnostics)));
  }
  return [...inFolder, ...below];
}

/** What editors leave beside a file, and what a person has hidden. */
function isHidden(name: string): boolean {
  return name.startsWith(".") || name.endsWith("~") || (name.startsWith("#") && name.endsWith("#"));
}

function refuse(diagnostic: Diagnostic) {
  return { files: [], diagnostics: [diagnostic] };
}

function otherKind(path: string): Diagnostic {
  const why = path.endsWith(".json") ? "JSON files have no canonical form." : "It is no HCL2 template by its name.";
  const detail = `${why} Give a file whose name ends with ${suffixes.join(" or ")}, or a folder with such files.`;
  return errorAt(undefined, `Could not format ${path}`, detail);
}

function nothingIn(path: string, recursive: boolean): Diagnostic {
  const where = recursive ? "it and its sub-folders have" : "it has";
  const hint = recursive ? "" : " Files in sub-folders are found with -recursive.";
  const detail = `This folder is searched for files whose name ends with ${suffixes.join(" or ")}, and ${where} none.${hint}`;
  return errorAt(undefined, `Nothing to format in ${path}`, detail);
}

function notThere(path: string, error: unknown): Diagnostic {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const why = code === "ENOENT" ? "There is no such file or folder" : `The system says: ${reasonOf(error)}`;
  return errorAt(undefined, `Could not find ${path}`, `${why}. Give the path of a file or of a folder.`);
}
