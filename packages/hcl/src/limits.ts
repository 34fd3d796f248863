// How much is taken in, so that a mistake or an attack ends with a message and not with a process out of memory. docs/compatibility.md
// tells people of these.

/** The largest file, or standard input, that is read as a template or by a function: 64 MiB. */
export const greatestFileBytes = 64 * 1024 * 1024;

/** The longest text that a function or a template may make, in UTF-16 units: a few lines can double a text again and again. */
export const longestText = 64 * 1024 * 1024;

/** The longest regular expression, in UTF-16 units. Matching is linear in the text, but compiling is not in the expression. */
export const longestRegex = 64 * 1024;

/** The most values that may stand in one value, each counted as often as it can be reached. */
export const mostParts = 10_000_000;

/** How deep values may stand in one another. What the parsers take is less; values that are made of values can add up. */
export const greatestDepth = 1000;

/** A limit in words: `64 MiB`. */
export function inMebibytes(bytes: number): string {
  return `${bytes / 2 ** 20} MiB`;
}
