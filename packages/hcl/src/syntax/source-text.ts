import { graphemesOf, isPlain } from "../graphemes.ts";
import { type Position, type Range, Stretch, startOfText } from "../source.ts";

const byteOrderMark = "\uFEFF";
const noOffsets: ReadonlySet<number> = new Set();

/** The offsets at which the grapheme clusters of a line begin. */
function clusterStarts(line: string): number[] {
  let at = 0;
  return graphemesOf(line).map((cluster) => {
    const start = at;
    at += cluster.length;
    return start;
  });
}

/** How many of the sorted numbers are below the limit. */
function countBelow(sorted: ArrayLike<number>, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What the places of a text are computed from: made when the first is asked for. */
interface Places {
  readonly lineStarts: readonly number[];
  /** Offsets in bytes; undefined where they are those of the text. */
  readonly bytes: Uint32Array | undefined;
  /** Of lines that were asked for, where their grapheme clusters begin; undefined where every unit is one. */
  readonly clusters: Map<number, number[] | undefined>;
}

/**
 * A text that is being read, and where its characters stand. Offsets are indexes into `text` (UTF-16 units);
 * they become lines, columns and bytes only when somebody asks for a range.
 */
export class SourceText {
  readonly text: string;
  readonly filename: string;
  /** Offsets of U+FFFD characters that stand for bytes that were no UTF-8. */
  readonly invalid: ReadonlySet<number>;
  readonly #origin: Position;
  readonly #locate: ((offset: number) => Position) | undefined;
  #places: Places | undefined;

  private constructor(
    text: string,
    filename: string,
    origin: Position,
    invalid: ReadonlySet<number>,
    locate?: (offset: number) => Position,
  ) {
    this.#locate = locate;
    this.text = text;
    this.filename = filename;
    this.invalid = invalid;
    this.#origin = origin;
  }

  /** Reads text or UTF-8 bytes; a byte order mark at the beginning is skipped. `origin` is where the first character stands. */
  static from(input: string | Uint8Array, filename: string, origin: Position = startOfText): SourceText {
    const { text, invalid } = typeof input === "string" ? { text: input, invalid: noOffsets } : decodeUtf8(input);
    if (!text.startsWith(byteOrderMark)) return new SourceText(text, filename, origin, invalid);
    const shifted = new Set([...invalid].map((offset) => offset - 1));
    return new SourceText(text.slice(1), filename, { ...origin, byte: origin.byte + 3 }, shifted);
  }

  /** A text that stands in another one in an encoded form, as the value of a JSON string does; `locate` finds its characters there. */
  static within(text: string, filename: string, locate: (offset: number) => Position): SourceText {
    return new SourceText(text, filename, startOfText, noOffsets, locate);
  }

  /** The place of an offset. */
  position(offset: number): Position {
    return this.#locate ? this.#locate(offset) : this.#find(offset);
  }

  /** The offset at which the line of an offset begins. */
  lineStart(offset: number): number {
    const { lineStarts: starts } = this.#findPlaces();
    return starts[countBelow(starts, offset + 1) - 1] ?? 0;
  }

  /** The stretch between two offsets. */
  range(start: number, end: number): Range {
    return new Stretch(this, start, end);
  }

  #find(offset: number): Position {
    const places = this.#findPlaces();
    const { lineStarts: starts, bytes } = places;
    const line = countBelow(starts, offset + 1) - 1;
    const lineStart = starts[line] ?? 0;
    const clusters = this.#clustersOf(line, places);
    const column = clusters ? countBelow(clusters, offset - lineStart) : offset - lineStart;
    return {
      line: this.#origin.line + line,
      column: column + (line === 0 ? this.#origin.column : 1),
      byte: this.#origin.byte + (bytes ? (bytes[offset] ?? 0) : offset),
    };
  }

  #findPlaces(): Places {
    this.#places ??= {
      lineStarts: lineStarts(this.text),
      bytes: byteOffsets(this.text, this.invalid),
      clusters: new Map(),
    };
    return this.#places;
  }

  #clustersOf(line: number, { lineStarts: starts, bytes, clusters }: Places): number[] | undefined {
    if (!bytes) return undefined;
    if (clusters.has(line)) return clusters.get(line);
    const text = this.text.slice(starts[line], starts[line + 1] ?? this.text.length);
    const found = isAscii(text) || isPlain(text) ? undefined : clusterStarts(text);
    clusters.set(line, found);
    return found;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** For each UTF-16 offset its offset in UTF-8 bytes; nothing for plain ASCII, where they are the same. */
function byteOffsets(text: string, invalid: ReadonlySet<number>): Uint32Array | undefined {
  if (isAscii(text)) return undefined;
  const bytes = new Uint32Array(text.length + 1);
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    bytes[i] = at;
    const unit = text.charCodeAt(i);
    if (unit < 0x80 || invalid.has(i)) at += 1;
    else if (unit < 0x800) at += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) {
      i++;
      bytes[i] = at;
      at += 4;
    } else at += 3;
  }
  bytes[text.length] = at;
  return bytes;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/** Decodes UTF-8; every byte that belongs to no character becomes one U+FFFD, whose offset is noted. */
function decodeUtf8(bytes: Uint8Array): { text: string; invalid: ReadonlySet<number> } {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    return { text: strict.decode(bytes), invalid: noOffsets };
  } catch {
    return decodeBroken(bytes);
  }
}

function decodeBroken(bytes: Uint8Array): { text: string; invalid: ReadonlySet<number> } {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const parts: string[] = [];
  const invalid = new Set<number>();
  let offset = 0;
  let start = 0;
  let at = 0;
  while (at < bytes.length) {
    const length = characterLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    const valid = decoder.decode(bytes.subarray(start, at));
    parts.push(valid, "\uFFFD");
    offset += valid.length;
    invalid.add(offset++);
    at += 1;
    start = at;
  }
  parts.push(decoder.decode(bytes.subarray(start)));
  return { text: parts.join(""), invalid };
}

/** How many bytes the character has that begins here, by the table of well-formed sequences of Unicode (3-7); 0 for none. */
function characterLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  // Behind some leads the second byte is limited further: overlong forms, surrogates, and what lies behind the last character.
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let i = 1; i < length; i++) {
    const byte = bytes[at + i] ?? 0;
    if (byte < (i === 1 ? least : 0x80) || byte > (i === 1 ? most : 0xbf)) return 0;
  }
  return length;
}
