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

/** The smallest range that holds both; they must be of one file. */
export function rangeBetween(first: Range, last: Range): Range {
  return { filename: first.filename, start: first.start, end: last.end };
}
