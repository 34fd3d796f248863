import { type Diagnostic, errorAt, mostDiagnostics } from "../diagnostic.ts";
import { type Range, rangeBetween } from "../source.ts";
import type { Node } from "./ast.ts";
import { type Scan, unclosedQuote } from "./scan-tokens.ts";
import type { SourceText } from "./source-text.ts";
import type { Token, TokenKind } from "./tokens.ts";

/** How deep expressions and blocks may nest; far above what people write, and far below what the stack holds. */
export const nestingLimit = 200;

/**
 * What the parser reads from: the tokens without comments, newlines only where they mean something. After an error it is
 * "lost" until the body parser has found the next argument or block; a lost parser reports nothing.
 */
export class TokenStream {
  readonly source: SourceText;
  readonly diagnostics: Diagnostic[];
  lost = false;
  /** A quote that is not closed has taken in brackets: others may seem to be too many, or not closed. */
  readonly hasLostBrackets: boolean;
  readonly #tokens: readonly Token[];
  readonly #newlinesMatter: boolean[] = [true];
  readonly #reportedLines: Set<number>;
  /** What is open at the end of the file is often open because of one thing; that one is reported. */
  #hasFailedAtEnd: boolean;
  readonly #isOpenAtEnd: boolean;
  #failureAtEnd: Diagnostic | undefined;
  #lastLine = 0;
  /** Behind what is open at the end of the file, such as a heredoc, nothing is what it seems. */
  readonly #openFrom: number;
  #index = 0;
  #depth = 0;
  /** How many tokens may still be read another time. */
  #rewindsLeft: number;

  readonly #readExpression: (p: TokenStream) => Node;

  /** `readExpression` is the grammar's entry; it comes in here because the grammar is recursive and imports are not. */
  constructor(source: SourceText, scan: Scan, readExpression: (p: TokenStream) => Node) {
    this.source = source;
    this.#readExpression = readExpression;
    this.diagnostics = [...firstOnEachLine(scan.diagnostics)];
    this.hasLostBrackets = someTookInBrackets(this.diagnostics, source);
    this.#isOpenAtEnd = scan.isOpenAtEnd;
    const lastOpen = scan.isOpenAtEnd ? scan.diagnostics.at(-1)?.subject : undefined;
    this.#openFrom = lastOpen?.start.byte ?? Number.POSITIVE_INFINITY;
    this.#hasFailedAtEnd = scan.isOpenAtEnd || this.hasLostBrackets;
    this.#reportedLines = new Set(scan.diagnostics.flatMap((d) => (d.subject ? [d.subject.start.line] : [])));
    this.#tokens = withoutComments(scan.tokens, source.text);
    this.#rewindsLeft = 10_000 + 4 * this.#tokens.length;
  }

  /** Reads one expression. */
  expression(): Node {
    return this.#readExpression(this);
  }

  /** The place in the token list, to come back to with `rewind`. */
  get index(): number {
    this.#skipNewlines();
    return this.#index;
  }

  /**
   * Goes back, while there has not been too much of that: what is read again and again after errors would cost the square of a text.
   * Otherwise reading goes on from where it is.
   */
  rewind(index: number): void {
    const back = this.#index - index;
    if (back > this.#rewindsLeft) return;
    this.#rewindsLeft -= back;
    this.#index = index;
  }

  peek(ahead = 0): Token {
    if (this.#newlinesMatter.at(-1)) return this.#at(this.#index + ahead);
    this.#skipNewlines();
    let index = this.#index;
    for (let left = ahead; left > 0; left--) {
      index++;
      while (this.#at(index).k === "newline") index++;
    }
    return this.#at(index);
  }

  next(): Token {
    const token = this.peek();
    if (token.k !== "end") this.#index++;
    return token;
  }

  /** Takes the next token if it is of this kind. */
  accept(kind: TokenKind): Token | undefined {
    return this.peek().k === kind ? this.next() : undefined;
  }

  /** The token before the next one, newlines included. */
  previous(): Token {
    return this.#at(Math.max(0, this.#index - 1));
  }

  /** Whether the next token stands at the beginning of a line. */
  startsLine(): boolean {
    this.#skipNewlines();
    return this.#index > 0 && this.#at(this.#index - 1).k === "newline";
  }

  isKeyword(word: string, token: Token = this.peek()): boolean {
    return token.k === "identifier" && this.text(token) === word;
  }

  text(token: Token): string {
    return this.source.text.slice(token.start, token.end);
  }

  range(token: Token): Range {
    return this.source.range(token.start, token.end);
  }

  /** From the beginning of one token to the end of what was read last. */
  rangeFrom(start: Range): Range {
    const end = this.#lastEnd();
    return rangeBetween(start, this.source.range(end, end));
  }

  #lastEnd(): number {
    let index = this.#index - 1;
    while (index > 0 && this.#at(index).k === "newline") index--;
    return this.#at(Math.max(0, index)).end;
  }

  /** Runs a reader in which newlines do or do not matter. */
  withNewlines<T>(matter: boolean, read: () => T): T {
    this.#newlinesMatter.push(matter);
    try {
      return read();
    } finally {
      this.#newlinesMatter.pop();
    }
  }

  /** Runs a reader one level deeper; at the limit reports that, and gives undefined. */
  deeper<T>(read: () => T): T | undefined {
    if (this.#depth >= nestingLimit) {
      const detail = `Expressions and blocks can be nested ${nestingLimit} levels deep. Split this one into parts, for instance with local values.`;
      this.fail(this.range(this.peek()), "Nesting too deep", detail);
      return undefined;
    }
    this.#depth++;
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }

  /** Reports an error and gets lost. What follows from an earlier error is not reported. */
  fail(subject: Range, summary: string, detail: string, more: Partial<Diagnostic> = {}): void {
    const isEnd = this.peek().k === "end";
    if (!this.lost && !(isEnd && this.#hasFailedAtEnd)) this.report(subject, summary, detail, more);
    if (isEnd && !this.#hasFailedAtEnd) this.#failureAtEnd = this.diagnostics.at(-1);
    if (isEnd) this.#hasFailedAtEnd = true;
    this.lost = true;
  }

  /** Reports an error after which reading goes on as if nothing had happened. */
  report(subject: Range, summary: string, detail: string, more: Partial<Diagnostic> = {}): void {
    if (this.lost || this.#reportedLines.has(subject.start.line) || this.diagnostics.length >= mostDiagnostics) return;
    if (subject.start.byte > this.#openFrom) return;
    if (this.#lastLine === subject.start.line && this.diagnostics.length > 0) return;
    this.#lastLine = subject.start.line;
    this.diagnostics.push(errorAt(subject, summary, detail, more));
  }

  /** Takes back what was reported of some lines, but for the first of them that something was reported of: it has turned out that they are no code. */
  forgetAllButFirst(from: number, to: number): void {
    const lineOf = ({ subject }: Diagnostic) => subject?.start.line ?? 0;
    const lines = this.diagnostics.map(lineOf).filter((line) => line >= from && line <= to);
    const first = Math.min(...lines);
    const kept = this.diagnostics.filter((d) => lineOf(d) <= first || lineOf(d) > to);
    this.diagnostics.splice(0, this.diagnostics.length, ...kept);
  }

  /** Whether something was still open when the file ended. */
  get isOpenAtEnd(): boolean {
    return this.#isOpenAtEnd || this.#failureAtEnd !== undefined;
  }

  /** A line on which the scanner found something wrong: what the parser makes of it is of no use to anybody. */
  isReportedLine(line: number): boolean {
    return this.#reportedLines.has(line);
  }

  /** Whether the scanner found something wrong on one of these lines. */
  hasReportedLine(first: number, last: number): boolean {
    if (this.#reportedLines.size === 0) return false;
    for (let line = first; line <= last; line++) if (this.#reportedLines.has(line)) return true;
    return false;
  }

  /**
   * Takes back what was reported, since so many diagnostics, of places from the next token on: they are read once more.
   * @returns whether what was said about the end of the file is among it
   */
  readAgain(reportedBefore: number): boolean {
    const { byte } = this.range(this.peek()).start;
    const later = this.diagnostics.splice(reportedBefore);
    const kept = later.filter(({ subject }) => subject && subject.start.byte < byte);
    this.diagnostics.push(...kept);
    this.#hasFailedAtEnd = this.#isOpenAtEnd || this.hasLostBrackets;
    const isTakenBack = this.#failureAtEnd !== undefined && !kept.includes(this.#failureAtEnd);
    this.#failureAtEnd = undefined;
    return isTakenBack;
  }

  #at(index: number): Token {
    const token = this.#tokens[Math.min(index, this.#tokens.length - 1)];
    if (!token) throw new Error("The scanner gave no tokens");
    return token;
  }

  #skipNewlines(): void {
    if (this.#newlinesMatter.at(-1)) return;
    while (this.#at(this.#index).k === "newline") this.#index++;
  }
}

/** Where a quote is missing, or one too many, what the scanner makes of the rest of the line is of no use: the first error of its kind counts. */
function firstOnEachLine(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const quoted = new Set(
    diagnostics.flatMap((d) => (d.summary === unclosedQuote && d.subject ? [d.subject.start.line] : [])),
  );
  const seen = new Set<string>();
  return diagnostics.filter(({ summary, subject }) => {
    const line = subject?.start.line ?? 0;
    if (quoted.has(line) && summary !== unclosedQuote) return false;
    const key = `${line} ${summary}`;
    return !seen.has(key) && seen.add(key);
  });
}

function someTookInBrackets(diagnostics: readonly Diagnostic[], source: SourceText): boolean {
  const quotes = diagnostics.flatMap(({ summary, subject }) =>
    summary === unclosedQuote && subject ? [subject.start] : [],
  );
  if (quotes.length === 0) return false;
  const lines = source.text.split("\n");
  return quotes.some(({ line, column }) => /[{}[\]()]/.test((lines[line - 1] ?? "").slice(column)));
}

/** A comment to the end of the line counts as the newline that it contains. */
function withoutComments(tokens: readonly Token[], text: string): readonly Token[] {
  const kept: Token[] = [];
  for (const token of tokens) {
    if (token.k !== "comment") kept.push(token);
    else if (text[token.end - 1] === "\n") kept.push({ k: "newline", start: token.end - 1, end: token.end });
  }
  return kept;
}
