/** A place in a text. */
export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, counted in grapheme clusters, as HCL counts columns. */
  readonly column: number;
  /** From 0, in UTF-8 bytes. */
  readonly byte: number;
}

/** A stretch of a file; `end` is the first place behind it. Not to be spread: the places may be found only when somebody asks. */
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

/** A text that knows where its characters stand. */
interface PlacedText {
  readonly filename: string;
  /** The place of an offset into the text. */
  position(offset: number): Position;
}

/**
 * A range that is two offsets until somebody asks for its lines and columns. Every part of a syntax tree has one or more, and of
 * nearly all of them nobody ever does.
 */
export class Stretch implements Range {
  readonly text: PlacedText;
  readonly from: number;
  readonly to: number;

  constructor(text: PlacedText, from: number, to: number) {
    this.text = text;
    this.from = from;
    this.to = Math.max(from, to);
  }

  get filename(): string {
    return this.text.filename;
  }

  get start(): Position {
    return this.text.position(this.from);
  }

  get end(): Position {
    return this.text.position(this.to);
  }

  toJSON(): Range {
    return { filename: this.filename, start: this.start, end: this.end };
  }
}

/** The smallest range that holds both; they must be of one file, and `last` must not end first. */
export function rangeBetween(first: Range, last: Range): Range {
  if (first instanceof Stretch && last instanceof Stretch && first.text === last.text)
    return new Stretch(first.text, first.from, last.to);
  return { filename: first.filename, start: first.start, end: last.end };
}
