import { forgetSuspects } from "./suspect-brace.ts";
import type { TokenStream } from "./token-stream.ts";
import type { Token } from "./tokens.ts";

const pairs: Partial<Record<Token["k"], Token["k"]>> = {
  "{": "}",
  "[": "]",
  "(": ")",
  "open-quote": "close-quote",
  "open-heredoc": "close-heredoc",
  "open-interpolation": "close-sequence",
  "open-directive": "close-sequence",
};
const closers = new Set(Object.values(pairs));

/**
 * Leaves a broken argument or block, whose first token is at `first`: goes behind the newline that ends it, all brackets taken
 * into account, but not further than the error lets one trust them: inside an open `[` or `(` a line that begins like an argument
 * ends the item too, and so does the brace of the enclosing block, and a line that is less indented than the item.
 */
export function skipItem(p: TokenStream, first: number): void {
  p.rewind(first);
  const open = new OpenBrackets();
  if (hidesBrace(p)) open.push("}");
  const { column, line } = p.range(p.peek()).start;
  while (p.peek().k !== "end") {
    const token = p.peek();
    if (token.k === "newline" && p.range(token).start.line > line && endsWithLostBrace(p)) open.push("}");
    const { top } = open;
    // Of several newlines the last one tells.
    if (
      token.k === "newline" &&
      p.peek(1).k !== "newline" &&
      (top === undefined || (isBracket(top) && beginsItem(p)) || isOutdented(p, column))
    ) {
      p.next();
      return;
    }
    const close = pairs[token.k];
    if (close) open.push(close);
    else if (closers.has(token.k) && !open.closeUpTo(token.k) && token.k === "}" && p.index > first) return;
    p.next();
  }
}

/** Whether something broken on this line took in the brace that opens a block, as in `source "null {` or `<<X {`. */
function hidesBrace(p: TokenStream): boolean {
  if (!["identifier", "open-quote", "invalid"].includes(p.peek().k)) return false;
  const { line } = p.range(p.peek()).start;
  for (let ahead = 0; p.peek(ahead).k !== "newline" && p.peek(ahead).k !== "end"; ahead++)
    if (p.peek(ahead).k === "{" || p.peek(ahead).k === "=") return false;
  if (!p.isReportedLine(line)) return false;
  const end = p.source.text.indexOf("\n", p.peek().start);
  return /\{\s*$/.test(p.source.text.slice(p.peek().start, end < 0 ? undefined : end));
}

/** The same for the line that ends with this newline, which is not the first one. */
function endsWithLostBrace(p: TokenStream): boolean {
  const { start } = p.peek();
  if (p.previous().k === "{" || !p.isReportedLine(p.range(p.peek()).start.line)) return false;
  return /\{[ \t\r]*$/.test(p.source.text.slice(p.source.lineStart(start), start));
}

function isBracket(close: Token["k"] | undefined): boolean {
  return close === "]" || close === ")";
}

/** Whether behind this newline an item or a closing brace stands further left than the item that is skipped. */
function isOutdented(p: TokenStream, column: number): boolean {
  if (column === 1) return false;
  let ahead = 1;
  while (p.peek(ahead).k === "newline") ahead++;
  return beginsItem(p) && p.range(p.peek(ahead)).start.column < column;
}

function beginsItem(p: TokenStream): boolean {
  let ahead = 1;
  while (p.peek(ahead).k === "newline") ahead++;
  if (p.peek(ahead).k === "}") return true;
  // These begin lines inside of a list.
  if (p.isKeyword("for", p.peek(ahead)) || p.isKeyword("if", p.peek(ahead))) return false;
  const after = p.peek(ahead + 1).k;
  const isHeader = after === "{" || after === "open-quote" || after === "identifier";
  return p.peek(ahead).k === "identifier" && (after === "=" || isHeader);
}

/** The brackets that are open, as the tokens that close them. */
class OpenBrackets {
  readonly #open: Token["k"][] = [];
  readonly #counts = new Map<Token["k"], number>();

  get top(): Token["k"] | undefined {
    return this.#open.at(-1);
  }

  push(close: Token["k"]): void {
    this.#open.push(close);
    this.#counts.set(close, (this.#counts.get(close) ?? 0) + 1);
  }

  /** Forgets everything down to the bracket that this token closes; false if it closes none. */
  closeUpTo(close: Token["k"]): boolean {
    if (!this.#counts.get(close)) return false;
    for (let top = this.#open.pop(); top !== undefined; top = this.#open.pop()) {
      this.#counts.set(top, (this.#counts.get(top) ?? 0) - 1);
      if (top === close) break;
    }
    return true;
  }
}

/** Where reading goes on behind a block that nothing closes. */
export interface Resumption {
  /** That the block is not closed has still to be said: another one inside had been taken for it. */
  readonly isUnreported: boolean;
}

/** As often one file is read on behind a block that is not closed; each time all that follows is read once more. */
const mostResumptions = 8;
const resumptions = new WeakMap<TokenStream, number>();

/**
 * After a block that nothing closes, and which therefore took in the rest of the file: goes back to the next line that begins a block
 * without indentation, where the content of the unclosed one is indented. Without such a line stays at the end.
 * @param first the token with which the unclosed block begins
 * @param reportedBefore how many diagnostics there were before it
 * @returns undefined where there is no such line
 */
export function findNextRootItem(p: TokenStream, first: number, reportedBefore: number): Resumption | undefined {
  const end = p.index;
  const count = resumptions.get(p) ?? 0;
  p.rewind(first);
  if (count >= mostResumptions || !isIndentedInside(p)) {
    p.rewind(end);
    return undefined;
  }
  p.next();
  while (p.peek().k !== "end" && !(p.startsLine() && beginsBlock(p) && columnOf(p) === 1)) p.next();
  if (p.peek().k === "end") return undefined;
  resumptions.set(p, count + 1);
  forgetSuspects(p);
  return { isUnreported: p.readAgain(reportedBefore) };
}

/** Whether the first thing in the block that begins here stands on a line of its own and is indented. */
function isIndentedInside(p: TokenStream): boolean {
  if (columnOf(p) !== 1) return false;
  let ahead = 0;
  while (p.peek(ahead).k !== "newline" && p.peek(ahead).k !== "end") ahead++;
  while (p.peek(ahead).k === "newline") ahead++;
  return p.peek(ahead).k !== "end" && p.range(p.peek(ahead)).start.column > 1;
}

function beginsBlock(p: TokenStream): boolean {
  const after = p.peek(1).k;
  return p.peek().k === "identifier" && (after === "{" || after === "open-quote" || after === "identifier");
}

function columnOf(p: TokenStream): number {
  return p.range(p.peek()).start.column;
}
