/** A place in a text. */
export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, counted in grapheme clusters, as HCL counts columns. */
  readonly column: number;
  /** From 0, in UTF-8 bytes. */
  readonly byte: number;
}

/** A stretch of a file; `end` is the first place behind it. */
export interface Range {
  readonly filename: string;
  readonly start: Position;
  readonly end: Position;
}

/** The first place of any text. */
export const startOfText: Position = { line: 1, column: 1, byte: 0 };

/**
 * A test whether a stretch has a place in common with any of these; one that touches another counts as well, and so does one that is empty.
 * Each question costs the logarithm of their number.
 */
export function coverageOf(ranges: readonly Range[]): (range: Range) => boolean {
  const files = new Map<string, { start: number; reach: number }[]>();
  for (const { filename, start, end } of [...ranges].sort((a, b) => a.start.byte - b.start.byte)) {
    const parts = files.get(filename) ?? [];
    files.set(filename, parts);
    parts.push({ start: start.byte, reach: Math.max(end.byte, parts.at(-1)?.reach ?? 0) });
  }
  return ({ filename, start, end }) => {
    const parts = files.get(filename) ?? [];
    let low = 0;
    let high = parts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((parts[middle]?.start ?? 0) <= end.byte) low = middle + 1;
      else high = middle;
    }
    const last = parts[low - 1];
    return last !== undefined && last.reach >= start.byte;
  };
}

/** The smallest range that holds both; they must be of one file. */
export function rangeBetween(first: Range, last: Range): Range {
  return { filename: first.filename, start: first.start, end: last.end };
}
