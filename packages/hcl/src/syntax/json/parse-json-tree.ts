import { appendAll } from "../../append-all.ts";
import { type Diagnostic, errorAt, mostDiagnostics, type Result, withRestMentioned } from "../../diagnostic.ts";
import type { Range } from "../../source.ts";
import { looksLikeUtf16, utf16Problem } from "../looks-like-utf16.ts";
import { SourceText } from "../source-text.ts";
import { nestingLimit } from "../token-stream.ts";
import type { JsonNode, JsonProperty, JsonString } from "./json-node.ts";
import { readJsonString } from "./read-json-string.ts";

// JSON by RFC 8259 and nothing more, with the place of everything. What other notations allow (comments, trailing commas,
// single quotes, bare names) is reported by name and read all the same, so that the next error is found too.

/**
 * Parses a JSON text. Never throws; after errors the tree holds what could be read.
 * @param text UTF-8 bytes or text; a byte order mark is skipped
 * @returns `unread`: the parts in which errors keep one from telling what is meant; none where each error was of a kind that hides nothing.
 * `isCutOff`: something is still open at the end
 */
export function parseJsonTree(
  text: string | Uint8Array,
  filename: string,
): Result<JsonNode> & { readonly unread: readonly Range[]; readonly isCutOff: boolean } {
  const parser = new JsonParser(SourceText.from(text, filename));
  const value = parser.readFile();
  return {
    value,
    diagnostics: withRestMentioned(parser.diagnostics),
    unread: parser.unread(),
    isCutOff: parser.isCutOff,
  };
}

const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const wordPattern = /[\p{L}\p{N}_$.+-]+/uy;

class JsonParser {
  readonly diagnostics: Diagnostic[] = [];
  isCutOff = false;
  readonly #source: SourceText;
  readonly #text: string;
  #at = 0;
  #depth = 0;
  /** Set by an unclosed string or a wrong bracket: one that is open at the end of the file is no news then. */
  #isUnbalanced = false;
  /** Set once that has been reported: what follows is read as something that it is not. */
  #isMuted = false;
  /** Set where a comma is missing: an item that makes no sense either is part of the same mistake. */
  #isGuessing = false;
  /** Set where a comma is missing, or else a bracket: that brackets do not match is no news then. */
  #isBracketMissing = false;
  /** Where the last word that is no value has ended. */
  #brokenEnd = -1;
  /** Set when reading cannot go on; nothing more is reported. */
  #isLost = false;
  /** Where it stopped. */
  #lostAt = 0;

  constructor(source: SourceText) {
    this.#source = source;
    this.#text = source.text;
  }

  readFile(): JsonNode {
    if (looksLikeUtf16(this.#text)) {
      this.isCutOff = true;
      return this.#fail(0, 1, ...utf16Problem);
    }
    for (const offset of this.#source.invalid) {
      this.#error(
        offset,
        offset + 1,
        "Invalid character encoding",
        "This byte is no part of a UTF-8 character. Save the file in the UTF-8 encoding.",
      );
    }
    const value = this.#readValue();
    this.#skipBlanks();
    if (this.#at < this.#text.length && !this.#isLost) {
      const found = this.#describeNext();
      this.#isUnbalanced = true;
      this.#isMuted ||= this.#isBracketMissing;
      this.#error(
        this.#at,
        this.#at + 1,
        "Extra characters after JSON value",
        `The file holds one value, which has ended before this; found ${found}. Remove it, or check whether a bracket above was closed too early.`,
      );
    }
    return value;
  }

  /** From where reading stopped; everything where brackets do not match. */
  unread(): readonly Range[] {
    const end = this.#text.length;
    if (this.#isUnbalanced) return [this.#source.range(0, end)];
    return this.#isLost ? [this.#source.range(this.#lostAt, end)] : [];
  }

  #error(start: number, end: number, summary: string, detail: string): void {
    if (this.#isLost || this.#isMuted || this.#isGuessing || this.diagnostics.length >= mostDiagnostics) return;
    this.diagnostics.push(errorAt(this.#source.range(start, end), summary, detail));
  }

  #fail(start: number, end: number, summary: string, detail: string): JsonNode {
    this.#error(start, end, summary, detail);
    if (!this.#isLost) this.#lostAt = start;
    this.#isLost = true;
    this.#at = this.#text.length;
    return { k: "broken", range: this.#source.range(start, end) };
  }

  #range(start: number): Range {
    return this.#source.range(start, this.#at);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #describeNext(): string {
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0x20);
    if (this.#at >= this.#text.length) return "the end of the file";
    return char === '"' ? "a quoted string" : `"${this.#match(wordPattern) ?? char}"`;
  }

  /** Blanks, and comments, which are reported. */
  #skipBlanks(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at];
      if (char === " " || char === "\t" || char === "\n" || char === "\r") continue;
      const length = this.#commentLength();
      if (length === 0) return;
      this.#error(this.#at, this.#at + length, "Comment in JSON", "JSON has no comments. Remove it.");
      this.#at += length - 1;
    }
  }

  #commentLength(): number {
    const rest = (end: number, more: number) => (end < 0 ? this.#text.length : end + more) - this.#at;
    if (this.#text.startsWith("/*", this.#at)) return rest(this.#text.indexOf("*/", this.#at + 2), 2);
    const isLine = this.#text[this.#at] === "#" || this.#text.startsWith("//", this.#at);
    return isLine ? rest(this.#text.indexOf("\n", this.#at), 0) : 0;
  }

  #readValue(): JsonNode {
    this.#skipBlanks();
    const start = this.#at;
    const char = this.#text[start];
    if (char === undefined)
      return this.#fail(
        start,
        start,
        "Missing JSON value",
        "Expected a value, but the file ends here. Add one, for instance an object in braces.",
      );
    if (char === "{" || char === "[") {
      if (this.#depth >= nestingLimit)
        return this.#fail(
          start,
          start + 1,
          "Nesting too deep",
          `Objects and arrays can be nested ${nestingLimit} levels deep. Take this one apart.`,
        );
      this.#depth++;
      this.#isGuessing = false;
      const value = char === "{" ? this.#readObject() : this.#readArray();
      this.#depth--;
      return value;
    }
    if (char === '"') return this.#readString();
    if (char === "'" || char === "`" || char === "\u201C" || char === "\u2018") return this.#readString();
    return this.#readWord(start);
  }

  #readWord(start: number): JsonNode {
    const number = this.#match(numberPattern) ?? "";
    const word = this.#match(wordPattern) ?? "";
    if (number !== "" && number.length >= word.length) {
      this.#at += number.length;
      return { k: "number", text: number, range: this.#range(start) };
    }
    if (word === "") return this.#failValue(start);
    this.#at += word.length;
    const range = this.#range(start);
    if (word === "true" || word === "false") return { k: "bool", value: word === "true", range };
    if (word === "null") return { k: "null", range };
    // A file that begins with a word is no JSON at all; what follows is no news.
    if (this.#depth === 0) return this.#fail(start, this.#at, ...explainWord(word));
    this.#error(start, this.#at, ...explainWord(word));
    this.#brokenEnd = this.#at;
    return { k: "broken", range };
  }

  #failValue(start: number): JsonNode {
    const detail = `Expected a value (an object, array, string, number, true, false or null), but found ${this.#describeNext()}. Put text in double quotes.`;
    return this.#fail(start, start + 1, "Invalid JSON value", detail);
  }

  #readString(): JsonString {
    const read = readJsonString(this.#source, this.#at);
    if (!this.#isLost && !this.#isMuted)
      appendAll(this.diagnostics, read.diagnostics.slice(0, mostDiagnostics - this.diagnostics.length));
    // A string of nothing but signs stands between two others: a quote is missing, or there is one too many.
    const isBetweenStrings = this.#isGuessing && /^[\s:,{}[\]]+$/.test(read.node.value);
    if (read.isUnclosed || isBetweenStrings) this.#isUnbalanced = true;
    this.#isMuted ||= this.#isUnbalanced;
    this.#at = read.end;
    return read.node;
  }

  #readArray(): JsonNode {
    const start = this.#at++;
    const items: JsonNode[] = [];
    this.#readItems(start, "]", () => items.push(this.#readValue()));
    return { k: "array", items, range: this.#range(start) };
  }

  #readObject(): JsonNode {
    const start = this.#at++;
    const openRange = this.#range(start);
    const properties: JsonProperty[] = [];
    this.#readItems(start, "}", () => {
      const property = this.#readProperty();
      if (property) properties.push(property);
    });
    return { k: "object", properties, range: this.#range(start), openRange };
  }

  /** What stands between the brackets, separated by commas. */
  #readItems(open: number, close: "]" | "}", readItem: () => void): void {
    this.#skipBlanks();
    if (this.#acceptClose(open, close)) return;
    while (!this.#isLost) {
      readItem();
      if (this.#isLost) return;
      const behind = this.#at;
      this.#skipBlanks();
      if (this.#text[this.#at] === "," || /[}\]]/.test(this.#text[this.#at] ?? "")) this.#isGuessing = false;
      const comma = this.#at;
      if (this.#text[this.#at] === ",") {
        this.#at++;
        this.#skipBlanks();
        const next = this.#text[this.#at];
        if (next === "]" || next === "}")
          this.#error(comma, comma + 1, "Trailing comma in JSON", "JSON has no comma behind the last item. Remove it.");
        else if (next === ",") {
          this.#failComma();
          return;
        } else if (next !== undefined) continue;
      }
      if (this.#acceptClose(open, close)) return;
      if (this.#text[this.#at] === ";") {
        void this.#fail(
          this.#at,
          this.#at + 1,
          "Invalid separator in JSON",
          "Items are separated by commas. Replace the semicolon.",
        );
        return;
      }
      this.#isBracketMissing = true;
      // Behind a word that is no value, as in a text without quotes, whatever follows is of the same mistake.
      this.#isGuessing ||= behind === this.#brokenEnd;
      // A colon in a list, or behind a value, is no second item: brackets are missing somewhere.
      const report = this.#text[this.#at] === ":" ? this.#fail.bind(this) : this.#error.bind(this);
      void report(
        behind,
        behind + 1,
        "Missing comma in JSON",
        `Expected a comma or "${close}" here, but found ${this.#describeNext()}. Put a comma between two items.`,
      );
      this.#isGuessing = true;
    }
  }

  #failComma(): void {
    this.#fail(this.#at, this.#at + 1, "Extra comma in JSON", "Two commas follow one another. Remove one of them.");
  }

  #acceptClose(open: number, close: "]" | "}"): boolean {
    const found = this.#text[this.#at];
    const opener = this.#text[open] ?? "";
    if (found === undefined) {
      this.isCutOff = true;
      this.#isLost ||= this.#isUnbalanced;
      this.#fail(
        open,
        open + 1,
        "Unclosed bracket in JSON",
        `The "${opener}" here has no matching "${close}" before the end of the file. Add "${close}" where it should end.`,
      );
      return true;
    }
    if (found !== "]" && found !== "}") return false;
    if (found !== close) {
      const { line } = this.#source.position(open);
      this.#isUnbalanced = true;
      this.#isMuted ||= this.#isBracketMissing;
      this.#error(
        this.#at,
        this.#at + 1,
        "Mismatched bracket in JSON",
        `The "${opener}" of line ${line} is closed by "${found}". Write "${close}" here, or check the brackets in between.`,
      );
      this.#isMuted = true;
    }
    this.#at++;
    return true;
  }

  #readProperty(): JsonProperty | undefined {
    const name = this.#readName();
    if (!name) return undefined;
    this.#skipBlanks();
    const found = this.#text[this.#at];
    if (found === ":") this.#isGuessing = false;
    if (found === ":") this.#at++;
    else if (found === "=" && !this.#isGuessing) {
      this.#error(
        this.#at,
        this.#at + 1,
        "Missing colon in JSON",
        'A property is written with a colon, not with "=". Replace it.',
      );
      this.#at += this.#text[this.#at + 1] === ">" ? 2 : 1;
    } else {
      const detail = `Expected a colon and a value behind the name "${name.value}", but found ${this.#describeNext()}. Properties have the form "name": value.`;
      this.#fail(this.#at, this.#at + 1, "Missing colon in JSON", detail);
      return undefined;
    }
    return { name, value: this.#readValue() };
  }

  #readName(): JsonString | undefined {
    const start = this.#at;
    const char = this.#text[start] ?? "";
    if (char === '"' || char === "'" || char === "`" || char === "\u201C" || char === "\u2018")
      return this.#readString();
    const word = this.#match(wordPattern);
    if (word === undefined) {
      const detail = `Expected the name of a property in double quotes, but found ${this.#describeNext()}. Properties have the form "name": value.`;
      this.#isUnbalanced ||= this.#isBracketMissing;
      this.#isMuted ||= this.#isBracketMissing;
      this.#fail(start, start + 1, "Missing property name in JSON", detail);
      return undefined;
    }
    this.#at += word.length;
    if (this.#isGuessing && !/^\s*:/.test(this.#text.slice(this.#at, this.#at + 200))) {
      this.#brokenEnd = this.#at;
      return undefined;
    }
    this.#error(
      start,
      this.#at,
      "Property name without quotes",
      `Names of properties stand in double quotes. Write "${word}" with quotes around it.`,
    );
    return {
      k: "string",
      value: word,
      range: this.#range(start),
      positionAt: (offset) => this.#source.position(start + offset),
    };
  }
}

/** What to say of a word that is no value: summary and detail. */
function explainWord(word: string): [string, string] {
  const constant = /^(true|false|null)$/i.exec(word)?.[0].toLowerCase();
  if (constant !== undefined)
    return ["Invalid JSON value", `The constants of JSON are written in small letters. Write ${constant}.`];
  if (/^(none|nil|undefined)$/i.test(word)) return ["Invalid JSON value", `JSON has no "${word}". Write null.`];
  if (/^(nan|[+-]?inf(inity)?)$/i.test(word))
    return ["Invalid JSON number", `JSON has no "${word}". Write a number with digits.`];
  if (/^[+-]?[.0-9]/.test(word)) {
    const detail = `"${word}" is not a number of JSON: no plus sign, no zeros in front, digits on both sides of the decimal point. Correct it, or put it in quotes.`;
    return ["Invalid JSON number", detail];
  }
  return ["Invalid JSON value", `"${word}" is not a value of JSON. Put text in double quotes.`];
}
