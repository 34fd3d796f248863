import { readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
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
 * The regular files below a folder that a pattern matches, as paths from the folder with "/". Links are followed.
 * @throws FunctionError where the pattern cannot be read
 */
export function findFiles(folder: string, pattern: string): readonly string[] {
  const found = new Set<string>();
  for (const alternative of expandBraces(pattern)) {
    const names = alternative.split("/").filter((name) => name !== "" && name !== ".");
    const compiled = names.map((name) => (name === "**" ? "**" : (compileName(name) ?? name)));
    walk({ folder, found }, "", compiled, []);
  }
  return [...found];
}

interface Search {
  readonly folder: string;
  readonly found: Set<string>;
}

type Names = readonly (string | RegExp)[];

/** @param above the real paths of the folders that `**` led through, which keeps it from going in circles */
function walk(search: Search, prefix: string, [name, ...rest]: Names, above: readonly string[]): void {
  const at = join(search.folder, prefix);
  if (name === "**") {
    const real = realPath(at);
    if (real === undefined || above.includes(real)) return;
    walk(search, prefix, rest.length > 0 ? rest : [/^/], above);
    for (const entry of list(at)) {
      if (stat(join(at, entry))?.isDirectory()) walk(search, `${prefix}${entry}/`, [name, ...rest], [...above, real]);
    }
    return;
  }
  const candidates = typeof name === "object" ? list(at).filter((entry) => name.test(entry)) : name ? [name] : [];
  for (const candidate of candidates) {
    const kind = stat(join(at, candidate));
    if (rest.length > 0 && kind?.isDirectory()) walk(search, `${prefix}${candidate}/`, rest, above);
    if (rest.length === 0 && kind?.isFile()) search.found.add(pathFrom(search.folder, join(at, candidate)));
  }
}

function pathFrom(folder: string, path: string): string {
  return relative(folder, path).split(sep).join("/");
}

// What cannot be looked at is as good as not there.
function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function stat(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
