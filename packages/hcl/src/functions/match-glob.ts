import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { FunctionError } from "./contract.ts";

// Globs as the doublestar package has them: `*` and `?` within one name, classes, alternatives in braces, and `**` for
// any number of folders. Names that begin with a dot are like others.

/** The alternatives that braces stand for, outermost first. */
function expandBraces(pattern: string): readonly string[] {
  let depth = 0;
  let start = -1;
  let cuts: number[] = [];
  for (let i = 0; i < pattern.length; i += 1) {
    const character = pattern[i];
    if (character === "\\") i += 1;
    else if (character === "{") {
      if (depth === 0) [start, cuts] = [i, [i]];
      depth += 1;
    } else if (character === "," && depth === 1) cuts.push(i);
    else if (character === "}" && depth > 0) {
      depth -= 1;
      if (depth > 0) continue;
      cuts.push(i);
      const parts = cuts.slice(1).map((end, j) => pattern.slice((cuts[j] ?? 0) + 1, end));
      return parts.flatMap((part) => expandBraces(pattern.slice(0, start) + part + pattern.slice(i + 1)));
    }
  }
  if (depth > 0) throw new FunctionError('the pattern has a "{" without "}"', 1);
  return [pattern];
}

const token = /\\(.)|(\*+)|(\?)|\[([!^]?)((?:\\.|[^\]\\])+)\]|([^\\*?[])/suy;

/** One name of a pattern; undefined where it has nothing special in it. */
function compileName(name: string): RegExp | undefined {
  if (!/[\\*?[]/.test(name)) return undefined;
  let source = "";
  token.lastIndex = 0;
  while (token.lastIndex < name.length) {
    const at = token.lastIndex;
    const match = token.exec(name);
    if (!match) throw new FunctionError(`the pattern cannot be read from "${name.slice(at)}" on`, 1);
    const [, escaped, stars, question, negation = "", inside, plain] = match;
    if (stars) source += ".*";
    else if (question) source += ".";
    else if (inside !== undefined) source += `[${negation ? "^" : ""}${escapeClass(inside)}]`;
    else source += escapeCharacter(escaped ?? plain ?? "");
  }
  return new RegExp(`^${source}$`, "su");
}

function escapeCharacter(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`;
}

function escapeClass(inside: string): string {
  return inside.replace(/\\(.)|(-)|(.)/gsu, (_, escaped?: string, dash?: string, plain?: string) =>
    dash ? "-" : escapeCharacter(escaped ?? plain ?? ""),
  );
}

/**
 * The regular files below a folder that a pattern matches, as paths from the folder with "/".
 * @throws FunctionError where the pattern cannot be read
 */
export function findFiles(folder: string, pattern: string): readonly string[] {
  const found = new Set<string>();
  for (const alternative of expandBraces(pattern)) {
    const names = alternative.split("/").filter((name) => name !== "" && name !== ".");
    walk(
      folder,
      "",
      names.map((name) => (name === "**" ? "**" : (compileName(name) ?? name))),
      found,
    );
  }
  return [...found];
}

function walk(folder: string, prefix: string, names: readonly (string | RegExp)[], found: Set<string>): void {
  const [name, ...rest] = names;
  if (name === undefined) return;
  if (name === "**") {
    walk(folder, prefix, rest.length > 0 ? rest : [/^.*$/s], found);
    // Links to folders are not followed here, as they may lead in circles.
    for (const entry of list(join(folder, prefix))) {
      if (entry.isDirectory()) walk(folder, `${prefix}${entry.name}/`, names, found);
    }
    return;
  }
  const candidates =
    typeof name === "string"
      ? [name]
      : list(join(folder, prefix))
          .map((entry) => entry.name)
          .filter((entry) => name.test(entry));
  for (const candidate of candidates) {
    const path = prefix + candidate;
    const stat = statSync(join(folder, path), { throwIfNoEntry: false });
    if (rest.length === 0 ? stat?.isFile() : false) found.add(path);
    else if (rest.length > 0 && stat?.isDirectory()) walk(folder, `${path}/`, rest, found);
  }
}

function list(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
