import { graphemesOf } from "./graphemes.ts";
import type { Range } from "./source.ts";
import type { BlockItem } from "./syntax/ast.ts";
import { parseNativeBody } from "./syntax/parse-native.ts";

/** A longer text is not parsed once more only to name a block. */
const longestParsed = 2 ** 21;

/** A file whose lines are shown in diagnostics. It is taken apart once, however many of them there are. */
export class ShownFile {
  readonly #text: string;
  readonly #filename: string;
  #lines: readonly string[] | undefined;
  #blocks: readonly BlockItem[] | undefined;
  readonly #characters = new Map<number, readonly string[]>();

  constructor(text: string, filename: string) {
    this.#text = text;
    this.#filename = filename;
  }

  /** The characters of a line as a reader counts them. Lines count from 1. */
  charactersOf(line: number): readonly string[] {
    let characters = this.#characters.get(line);
    if (!characters) {
      // Columns are counted without a byte order mark.
      this.#lines ??= this.#text.replace(/^\uFEFF/, "").split("\n");
      characters = graphemesOf((this.#lines[line - 1] ?? "").replace(/\r$/, ""));
      this.#characters.set(line, characters);
    }
    return characters;
  }

  /**
   * The outermost block that a place stands in, as its header is written (`source "null" "x"`); undefined outside of blocks and in
   * files of the JSON syntax or of some megabytes.
   */
  blockAt({ start }: Range): string | undefined {
    if (this.#filename.endsWith(".json") || this.#text.length > longestParsed) return undefined;
    this.#blocks ??= parseNativeBody(this.#text, this.#filename).tree.blocks;
    const block = this.#blocks[countStarted(this.#blocks, start.byte) - 1];
    if (!block || start.byte >= block.range.end.byte) return undefined;
    return [block.type, ...block.labels.map((label) => JSON.stringify(label))].join(" ");
  }
}

/** How many of the blocks begin at the byte or before it. */
function countStarted(blocks: readonly BlockItem[], byte: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle]?.range.start.byte ?? 0) <= byte) low = middle + 1;
    else high = middle;
  }
  return low;
}
