import { type Diagnostic, errorAt, mostDiagnostics } from "../diagnostic.ts";
import { describeStrayCharacter, lookAlikeQuotes } from "./describe-stray-character.ts";
import { endOfIdentifier } from "./identifier.ts";
import { looksLikeUtf16, utf16Problem } from "./looks-like-utf16.ts";
import type { SourceText } from "./source-text.ts";
import { punctuationAt, type Token, type TokenKind } from "./tokens.ts";

// The scanner of the native syntax. It has a mode for ordinary code, for quoted templates, for heredocs and for bare
// templates, and a stack of modes because they nest. It reports unclosed quotes, heredocs and comments at their opener
// and closes them itself, so that the parser never meets one that is open; brackets are the parser's business.

/** What the scanner makes of a text: all of its tokens, comments included, the last one being "end". */
export interface Scan {
  readonly tokens: readonly Token[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the text ended inside a string, heredoc, template sequence or comment, which has been reported. */
  readonly isOpenAtEnd: boolean;
}

type Mode =
  | { readonly k: "code" }
  | { readonly k: "sequence"; readonly open: number; braces: number }
  /** `implicit`: a template sequence without quotes around it, read as if it had them. */
  | { readonly k: "quoted"; readonly open: number; readonly implicit?: boolean; isMultiLine?: boolean }
  | { readonly k: "heredoc"; readonly open: number; readonly marker: string; atLineStart: boolean }
  | { readonly k: "bare" };

/** What is said of a quote that is not closed on its line. The rest of the line has been taken for its text then. */
export const unclosedQuote = "Unclosed quoted string";

const numberPattern = /[0-9](?:[0-9]|\.[0-9]|[eE][+-]?[0-9])*/y;
const heredocPattern = /<<(-?)/y;

const [tab, lineFeed, carriageReturn, space] = [0x09, 0x0a, 0x0d, 0x20];
const [quote, hash, dollar, percent, backslash, brace] = [0x22, 0x23, 0x24, 0x25, 0x5c, 0x7b];

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** The offset behind the spaces and tabs that begin at `from`. */
export function endOfBlanks(text: string, from: number): number {
  let end = from;
  for (let unit = text.charCodeAt(end); unit === space || unit === tab; unit = text.charCodeAt(end)) end++;
  return end;
}

/** Scans code (`start` is "code") or a template without quotes around it ("template"). */
export function scanTokens(source: SourceText, start: "code" | "template" = "code"): Scan {
  return new Scanner(source).run(start);
}

class Scanner {
  readonly #source: SourceText;
  readonly #text: string;
  readonly #tokens: Token[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  readonly #modes: Mode[] = [];
  #at = 0;
  #isInComment = false;
  /** The line whose end was looked for last: a line may be as long as the text, and is asked for at every other character. */
  #line = { start: 0, end: -1 };
  /** Up to where there is no such closing quote. */
  readonly #missingQuotes = new Map<string, number>();

  constructor(source: SourceText) {
    this.#source = source;
    this.#text = source.text;
  }

  run(start: "code" | "template"): Scan {
    if (looksLikeUtf16(this.#text)) return this.#refuseUtf16();
    for (const offset of this.#source.invalid) {
      this.#error(
        offset,
        offset + 1,
        "Invalid character encoding",
        "This byte is no part of a UTF-8 character. Save the file in the UTF-8 encoding.",
      );
    }
    const outermost: Mode = start === "code" ? { k: "code" } : { k: "bare" };
    while (this.#at < this.#text.length) {
      const mode = this.#modes.at(-1) ?? outermost;
      if (mode.k === "code" || mode.k === "sequence") this.#scanCode(mode);
      else this.#scanTemplate(mode);
    }
    const isOpenAtEnd = this.#modes.length > 0 || this.#isInComment;
    this.#closeOpenTemplates();
    this.#push("end", this.#at);
    return { tokens: this.#tokens, diagnostics: this.#diagnostics, isOpenAtEnd };
  }

  /** Nothing in it is read, so whatever is missing may stand in it. */
  #refuseUtf16(): Scan {
    this.#error(0, 1, ...utf16Problem);
    this.#push("end", this.#text.length);
    return { tokens: this.#tokens, diagnostics: this.#diagnostics, isOpenAtEnd: true };
  }

  #push(k: TokenKind, end: number): void {
    this.#tokens.push({ k, start: this.#at, end });
    this.#at = end;
  }

  #error(start: number, end: number, summary: string, detail: string): void {
    if (this.#diagnostics.length >= mostDiagnostics) return;
    this.#diagnostics.push(errorAt(this.#source.range(start, end), summary, detail));
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  // Ordinary code, also inside ${ } and %{ }.
  #scanCode(mode: Extract<Mode, { k: "code" | "sequence" }>): void {
    const text = this.#text;
    const unit = text.charCodeAt(this.#at);
    if (unit === space || unit === tab) {
      this.#at = endOfBlanks(text, this.#at);
      return;
    }
    if (unit === lineFeed) {
      this.#push("newline", this.#at + 1);
      return;
    }
    const identifierEnd = endOfIdentifier(text, this.#at);
    if (identifierEnd > this.#at) {
      this.#push("identifier", identifierEnd);
      return;
    }
    if (unit === quote) {
      this.#modes.push({ k: "quoted", open: this.#at });
      this.#push("open-quote", this.#at + 1);
      return;
    }
    if (text.startsWith("\r\n", this.#at)) {
      this.#push("newline", this.#at + 2);
      return;
    }
    if (unit === hash || text.startsWith("//", this.#at)) {
      this.#push("comment", this.#endOfLine(this.#at));
      return;
    }
    if (text.startsWith("/*", this.#at)) {
      this.#scanBlockComment();
      return;
    }
    const number = isDigit(unit) ? this.#match(numberPattern) : undefined;
    if (number) {
      this.#push("number", this.#at + number.length);
      return;
    }
    // In `a <<<EOT` the first sign is a comparison.
    if (text.startsWith("<<", this.#at) && text[this.#at + 2] !== "<" && this.#scanHeredocOpener()) return;
    if (mode.k === "sequence" && this.#scanSequenceEnd(mode)) return;
    const found = punctuationAt(text, this.#at);
    if (found && !this.#isUnsupportedOperator()) {
      this.#push(found, this.#at + found.length);
      return;
    }
    this.#scanStrayCharacter();
  }

  /** Keeps count of the braces in a template sequence, and ends it at its own. */
  #scanSequenceEnd(mode: Extract<Mode, { k: "sequence" }>): boolean {
    const char = this.#text[this.#at];
    if (char === "{") mode.braces++;
    if (char === "}" && mode.braces > 0) {
      mode.braces--;
      return false;
    }
    const length = char === "}" ? 1 : mode.braces === 0 && this.#text.startsWith("~}", this.#at) ? 2 : 0;
    if (length === 0) return false;
    this.#modes.pop();
    this.#push("close-sequence", this.#at + length);
    return true;
  }

  #scanBlockComment(): void {
    const end = this.#text.indexOf("*/", this.#at + 2);
    if (end >= 0) {
      this.#push("comment", end + 2);
      return;
    }
    this.#isInComment = true;
    this.#error(
      this.#at,
      this.#at + 2,
      "Unclosed comment",
      'The comment that begins here has no end. Add "*/" where it should end.',
    );
    this.#push("comment", this.#text.length);
  }

  #isUnsupportedOperator(): boolean {
    // Behind a dot the first star is a splat and the second one multiplies it.
    return this.#text.startsWith("**", this.#at) && this.#tokens.at(-1)?.k !== ".";
  }

  #scanStrayCharacter(): void {
    if (this.#text.startsWith("${", this.#at)) {
      this.#openImplicitQuotes();
      return;
    }
    const quoteEnd = this.#endOfLookAlikeQuotes();
    if (quoteEnd !== undefined) {
      const detail = `Strings are written in straight double quotes ("), not in ${this.#text[this.#at]}. Replace the quotes.`;
      this.#error(this.#at, this.#at + 1, "Invalid quotation marks", detail);
      this.#push("open-quote", this.#at + 1);
      if (quoteEnd - 1 > this.#at) this.#push("quoted-text", quoteEnd - 1);
      this.#push("close-quote", quoteEnd);
      return;
    }
    const stray = describeStrayCharacter(this.#text, this.#at);
    const alreadyReported = this.#source.invalid.has(this.#at);
    if (!alreadyReported) this.#error(this.#at, this.#at + stray.length, stray.summary, stray.detail);
    if (stray.readAs === "blank") this.#at += stray.length;
    else this.#push(stray.readAs, this.#at + stray.length);
  }

  #openImplicitQuotes(): void {
    const detail = `The sequence "\${" works only inside quoted strings and heredocs. Put quotes around the text, or write the expression without "\${" and "}".`;
    this.#error(this.#at, this.#at + 2, "Template sequence outside of quotes", detail);
    this.#modes.push({ k: "quoted", open: this.#at, implicit: true });
    this.#push("open-quote", this.#at);
    this.#scanSequenceOpener({ k: "code" });
  }

  /** Where text in wrong quotes on this line ends, behind the quote. */
  #endOfLookAlikeQuotes(): number | undefined {
    const closers = lookAlikeQuotes.get(this.#text[this.#at] ?? "");
    if (closers === undefined) return undefined;
    const lineEnd = this.#endOfLine(this.#at);
    if (this.#missingQuotes.get(closers) === lineEnd) return undefined;
    for (let i = this.#at + 1; i < lineEnd; i++) if (closers.includes(this.#text[i] ?? "")) return i + 1;
    this.#missingQuotes.set(closers, lineEnd);
    return undefined;
  }

  // Templates.
  #scanTemplate(mode: Exclude<Mode, { k: "code" | "sequence" }>): void {
    if (mode.k === "heredoc" && mode.atLineStart && this.#scanHeredocEnd(mode)) return;
    if (mode.k === "quoted" && mode.implicit) {
      this.#modes.pop();
      this.#push("close-quote", this.#at);
      return;
    }
    const text = this.#text;
    const start = this.#at;
    let end = start;
    while (end < text.length) {
      const unit = text.charCodeAt(end);
      if (unit === dollar || unit === percent) {
        const isDoubled = text.charCodeAt(end + 1) === unit && text.charCodeAt(end + 2) === brace;
        if (!isDoubled && text.charCodeAt(end + 1) === brace) break;
        end += isDoubled ? 3 : 1;
      } else if (mode.k === "quoted") {
        if (unit === quote || unit === lineFeed || (unit === carriageReturn && text.charCodeAt(end + 1) === lineFeed))
          break;
        const after = unit === backslash ? text.charCodeAt(end + 1) : lineFeed;
        end += after === lineFeed || after === carriageReturn ? 1 : 2;
      } else {
        end++;
        if (unit === lineFeed) break;
      }
    }
    end = Math.min(end, text.length);
    if (end > start) {
      this.#push(mode.k === "quoted" ? "quoted-text" : "plain-text", end);
      if (mode.k === "heredoc") mode.atLineStart = text[end - 1] === "\n";
      return;
    }
    if (text[start] === "$" || text[start] === "%") {
      this.#scanSequenceOpener(mode);
      return;
    }
    if (text[start] === '"') {
      this.#modes.pop();
      this.#push("close-quote", start + 1);
      return;
    }
    this.#closeQuotesAtLineEnd();
  }

  #scanSequenceOpener(mode: Mode): void {
    if (mode.k === "heredoc") mode.atLineStart = false;
    const kind = this.#text[this.#at] === "$" ? "open-interpolation" : "open-directive";
    this.#modes.push({ k: "sequence", open: this.#at, braces: 0 });
    this.#push(kind, this.#at + (this.#text[this.#at + 2] === "~" ? 3 : 2));
  }

  /**
   * A line ends inside quotes. Everything that was opened on this line is closed here, so that the lines below are read
   * for what they are; what is reported is the outermost interpolation in quotes, or else the quote.
   */
  #closeQuotesAtLineEnd(): void {
    if (this.#continueOverLineEnd()) return;
    const lineStart = this.#text.lastIndexOf("\n", this.#at - 1) + 1;
    let first = this.#modes.length - 1;
    for (let i = first - 1; i >= 0; i--) {
      const mode = this.#modes[i];
      if (!mode || !("open" in mode) || mode.open < lineStart || mode.k === "heredoc") break;
      if (mode.k === "quoted") first = i;
    }
    const sequence = this.#modes[first + 1];
    if (sequence && "open" in sequence) this.#reportOpenSequence(sequence.open);
    else this.#reportOpenQuote(this.#modes[first]);
    while (this.#modes.length > first) this.#closeTopMode();
    // The rest of the line may have opened a heredoc, whose lines are no code.
    const marker = /<<-?([\p{L}_][\p{L}\p{N}_-]*)[ \t\r]*$/u.exec(this.#text.slice(lineStart, this.#at))?.[1];
    const end = marker === undefined ? undefined : this.#endOfHeredoc(marker, this.#endOfLine(this.#at));
    if (end === undefined) return;
    // The formatter indents where a comment begins: not on an empty line.
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? "")) {
      if (this.#text[this.#at] === "\n") this.#push("newline", this.#at + 1);
      else this.#at++;
    }
    this.#push("comment", end);
  }

  /** The end of the line with nothing but the marker, at or below `from`; the newline is not in it. */
  #endOfHeredoc(marker: string, from: number): number | undefined {
    const pattern = new RegExp(`^[ \\t]*${marker}(?=[ \\t\\r]*$)`, "gmu");
    pattern.lastIndex = from;
    return pattern.test(this.#text) ? pattern.lastIndex : undefined;
  }

  /**
   * Whether the string was meant to go on, which is no less an error: its closing quote stands at the end of a later line,
   * and nothing in between looks like an argument or a block.
   */
  #continueOverLineEnd(): boolean {
    const mode = this.#modes.at(-1);
    if (mode?.k !== "quoted") return false;
    if (!mode.isMultiLine) {
      const quote = this.#text.indexOf('"', this.#at);
      const rest = this.#text.slice(quote + 1, this.#endOfLine(quote + 1));
      const between = this.#text.slice(this.#at, quote);
      if (quote < 0 || !/^[\s,)\]}]*$/.test(rest) || /\n[ \t]*([\w-]+[ \t]*[={]|[}\]])/.test(between)) return false;
      mode.isMultiLine = true;
      this.#reportOpenQuote(mode);
    }
    this.#push("quoted-text", this.#endOfLine(this.#at));
    return true;
  }

  #reportOpenSequence(open: number): void {
    const opener = this.#text.slice(open, open + 2);
    const detail = `The template sequence that begins here has no closing brace before the end of the line. Add "}" behind its expression; for the characters "${opener}" themselves write "${opener[0]}${opener}".`;
    this.#error(open, open + 2, "Unclosed template sequence", detail);
  }

  #reportOpenQuote(mode: Mode | undefined): void {
    const open = mode && "open" in mode ? mode.open : this.#at;
    const detail =
      'The quoted string that begins here is not closed on its line. Add the closing quote ("); for a text of several lines use a heredoc ("<<EOT") or write "\\n" for a line break.';
    this.#error(open, open + 1, unclosedQuote, detail);
  }

  #closeTopMode(): void {
    const mode = this.#modes.pop();
    if (mode?.k === "quoted") this.#push("close-quote", this.#at);
    if (mode?.k === "heredoc") this.#push("close-heredoc", this.#at);
    if (mode?.k === "sequence") this.#push("close-sequence", this.#at);
  }

  /** At the end of the text: only the innermost opener is reported, the others are open because of it. */
  #closeOpenTemplates(): void {
    const mode = this.#modes.at(-1);
    if (mode?.k === "quoted" && !mode.implicit) this.#reportOpenQuote(mode);
    if (mode?.k === "heredoc") this.#reportOpenHeredoc(mode);
    if (mode?.k === "sequence") {
      const opener = this.#text.slice(mode.open, mode.open + 2);
      const detail = `The template sequence that begins here has no closing brace. Add "}" behind its expression; for the characters "${opener}" themselves write "${opener[0]}${opener}".`;
      this.#error(mode.open, mode.open + 2, "Unclosed template sequence", detail);
    }
    while (this.#modes.length > 0) this.#closeTopMode();
  }

  // Heredocs.
  #scanHeredocOpener(): boolean {
    const text = this.#text;
    const introducer = this.#match(heredocPattern) ?? "<<";
    const markerStart = this.#at + introducer.length;
    const markerEnd = endOfIdentifier(text, markerStart);
    const lineEnd = this.#endOfLine(markerEnd);
    const marker = text.slice(markerStart, markerEnd);
    const rest = text.slice(markerEnd, lineEnd);
    if (markerEnd === markerStart) {
      const detail =
        'A heredoc begins with "<<" or "<<-", a marker without quotes (such as EOT) and the end of the line. Write the marker directly behind "<<".';
      this.#error(this.#at, lineEnd - (text[lineEnd - 1] === "\n" ? 1 : 0), "Invalid heredoc introducer", detail);
      this.#push("invalid", lineEnd - (text[lineEnd - 1] === "\n" ? 1 : 0));
      return true;
    }
    if (rest !== "\n" && rest !== "\r\n") {
      const detail = `The marker of a heredoc must be followed directly by the end of the line. Remove what stands behind "${introducer}${marker}", blanks included.`;
      this.#error(this.#at, markerEnd, "Invalid heredoc introducer", detail);
      if (rest.trim() !== "" && this.#endOfHeredoc(marker, lineEnd) === undefined) {
        this.#push("invalid", lineEnd - (rest.endsWith("\n") ? 1 : 0));
        return true;
      }
    }
    this.#modes.push({ k: "heredoc", open: this.#at, marker, atLineStart: true });
    this.#push("open-heredoc", lineEnd);
    return true;
  }

  #scanHeredocEnd(mode: Extract<Mode, { k: "heredoc" }>): boolean {
    const lineEnd = this.#endOfLine(this.#at);
    const line = this.#text.slice(this.#at, lineEnd);
    if (!line.endsWith("\n") || line.trim() !== mode.marker) return false;
    this.#modes.pop();
    this.#push("close-heredoc", this.#at + line.indexOf(mode.marker) + mode.marker.length);
    // Blanks behind the marker are the only trailing text allowed; the newline that follows ends the argument.
    this.#at = lineEnd - (line.endsWith("\r\n") ? 2 : 1);
    return true;
  }

  #reportOpenHeredoc(mode: Extract<Mode, { k: "heredoc" }>): void {
    const lastLine = this.#text.slice(this.#text.lastIndexOf("\n") + 1);
    const detail =
      lastLine.trim() === mode.marker
        ? `The end marker "${mode.marker}" of this heredoc is the last thing in the file. Add a newline behind it.`
        : `The heredoc that begins here has no end. Add a line with nothing but "${mode.marker}" where it should end.`;
    const end = this.#endOfLine(mode.open);
    this.#error(mode.open, this.#text[end - 1] === "\n" ? end - 1 : end, "Unclosed heredoc", detail);
  }

  /** The offset behind the newline that ends the line of `from`. */
  #endOfLine(from: number): number {
    if (from >= this.#line.start && from < this.#line.end) return this.#line.end;
    const newline = this.#text.indexOf("\n", from);
    this.#line = { start: from, end: newline < 0 ? this.#text.length : newline + 1 };
    return this.#line.end;
  }
}
