import { countGraphemes } from "../graphemes.ts";
import { endOfBlanks, type Scan } from "../syntax/scan-tokens.ts";
import type { Token, TokenKind } from "../syntax/tokens.ts";

/** Text whose every unit is one character to a reader. */
const plain = /^[ -~\t\n]*$/;

/**
 * A text cut into words, which are numbered from 0, and the blanks in front of each, which the formatter decides. The words
 * hold all of the text but those blanks, and the ones at its end, which stay as many. A word is a token with what belongs to it:
 * blanks behind the end marker of a heredoc go with the marker, and what the scanner passed over as if it were a blank (and
 * reported) goes with the token behind it.
 */
export class Words {
  readonly count: number;
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #spaces: Uint32Array;
  readonly #isPlain: boolean;
  readonly #isClean: boolean;

  constructor(text: string, scan: Scan) {
    this.#text = text;
    this.#tokens = scan.tokens;
    this.count = scan.tokens.length - 1;
    this.#spaces = new Uint32Array(this.count);
    this.#isPlain = plain.test(text);
    this.#isClean = scan.diagnostics.length === 0;
  }

  /** The kind of a word; "end" behind the last one. */
  kind(word: number): TokenKind {
    return this.#tokens[word]?.k ?? "end";
  }

  text(word: number): string {
    return this.#text.slice(this.#start(word), this.#end(word));
  }

  /** Decides the blanks in front of a word. What the scanner has closed where the text does not is no word, and has none. */
  space(word: number, count: number): void {
    if (this.#isClean || this.#start(word) < this.#end(word) || !this.kind(word).startsWith("close-")) {
      this.#spaces[word] = count;
    }
  }

  /** How many characters a reader counts in a row of words, the blanks in front of them included. */
  width(from: number, to: number): number {
    let width = 0;
    for (let word = from; word < to; word++) {
      const length = this.#isPlain ? this.#end(word) - this.#start(word) : countGraphemes(this.text(word));
      width += (this.#spaces[word] ?? 0) + length;
    }
    return width;
  }

  /** The text with the blanks as they were decided. What stays is copied in long stretches. */
  write(): string {
    const text = this.#text;
    let out = "";
    let written = 0;
    let at = 0;
    for (let word = 0; word < this.count; word++) {
      const start = this.#start(word);
      const spaces = this.#spaces[word] ?? 0;
      if (start - at !== spaces || (spaces > 0 && !this.#isBlank(at, start))) {
        out += text.slice(written, at) + " ".repeat(spaces);
        written = start;
      }
      at = this.#end(word);
    }
    // Blanks at the end of the file stay as many as they are, as `packer fmt` [1.6.6] leaves them, but are spaces.
    const end = endOfBlanks(text, at);
    if (end < text.length || this.#isBlank(at, end)) return out + text.slice(written);
    return out + text.slice(written, at) + " ".repeat(end - at);
  }

  /** Whether there are spaces only, and no tabs. */
  #isBlank(from: number, to: number): boolean {
    for (let at = from; at < to; at++) if (this.#text[at] !== " ") return false;
    return true;
  }

  #start(word: number): number {
    const start = this.#tokens[word]?.start ?? 0;
    if (this.#isClean) return start;
    return Math.min(start, endOfBlanks(this.#text, word === 0 ? 0 : this.#end(word - 1)));
  }

  #end(word: number): number {
    const token = this.#tokens[word];
    if (!token) return 0;
    return token.k === "close-heredoc" ? endOfBlanks(this.#text, token.end) : token.end;
  }
}
