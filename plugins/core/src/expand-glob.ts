import { lstat, readdir } from "node:fs/promises";

// File name patterns as Go's path/filepath documents them: `*` and `?` stay within a name and take a leading point too, `[a-z]` and
// `[^a-z]` are classes, a backslash takes the meaning from what follows.

/** Whether a pattern is well formed. */
export function checkGlob(pattern: string): boolean {
  return pattern.split("/").every((part) => compilePart(part) !== undefined);
}

/**
 * The paths that a pattern stands for, in the order of their names; none where nothing fits. Folders that cannot be read
 * count as empty.
 */
export async function expandGlob(pattern: string): Promise<readonly string[]> {
  const [first = "", ...rest] = pattern.split("/");
  // An absolute pattern begins with an empty part.
  let found = first === "" && rest.length > 0 ? ["/"] : await expandPart("", first);
  for (const part of rest) {
    const below = await Promise.all(found.map((folder) => expandPart(folder, part)));
    found = below.flat();
  }
  return found;
}

async function expandPart(folder: string, part: string): Promise<string[]> {
  const join = (name: string) => (folder === "" || folder.endsWith("/") ? folder + name : `${folder}/${name}`);
  if (!/[*?[\\]/.test(part)) {
    const path = join(part);
    const isThere = await lstat(path).then(
      () => true,
      () => false,
    );
    return isThere ? [path] : [];
  }
  const matcher = compilePart(part);
  if (!matcher) return [];
  const names = await readdir(folder || ".").catch(() => []);
  return names
    .filter((name) => matcher.test(name))
    .sort()
    .map(join);
}

/** One part of a pattern as a regular expression; undefined where it is malformed. */
function compilePart(part: string): RegExp | undefined {
  const characters = [...part];
  let source = "";
  for (let i = 0; i < characters.length; ) {
    const character = characters[i++];
    if (character === "*") source += "[^/]*";
    else if (character === "?") source += "[^/]";
    else if (character === "[") {
      const found = readClass(characters, i);
      if (!found) return undefined;
      source += found.source;
      i = found.next;
    } else {
      const literal = character === "\\" ? characters[i++] : character;
      if (literal === undefined) return undefined;
      source += codePoint(literal);
    }
  }
  return new RegExp(`^${source}$`, "su");
}

/** A class behind its opening bracket. A hyphen or bracket that is meant as itself has a backslash. */
function readClass(characters: readonly string[], start: number): { source: string; next: number } | undefined {
  let i = start;
  const readEnd = (): string | undefined => {
    const character = characters[i++];
    if (character === "\\") return characters[i++];
    return character === "-" || character === "]" ? undefined : character;
  };
  const isNegated = characters[i] === "^";
  if (isNegated) i++;
  let ranges = "";
  for (let count = 0; count === 0 || characters[i] !== "]"; count++) {
    const low = readEnd();
    if (low === undefined) return undefined;
    let high: string | undefined = low;
    if (characters[i] === "-") {
      i++;
      high = readEnd();
    }
    if (high === undefined) return undefined;
    // A range that runs backwards holds nothing.
    if ((low.codePointAt(0) ?? 0) <= (high.codePointAt(0) ?? 0)) ranges += `${codePoint(low)}-${codePoint(high)}`;
  }
  return { source: `[${isNegated ? "^" : ""}${ranges}]`, next: i + 1 };
}

function codePoint(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
