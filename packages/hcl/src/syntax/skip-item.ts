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
 * ends the item too, and so does the brace of the enclosing block.
 */
export function skipItem(p: TokenStream, first: number): void {
  p.rewind(first);
  const open = new OpenBrackets();
  while (p.peek().k !== "end") {
    const token = p.peek();
    const { top } = open;
    // Of several newlines the last one tells.
    if (
      token.k === "newline" &&
      p.peek(1).k !== "newline" &&
      (top === undefined || (isBracket(top) && beginsItem(p)))
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

function isBracket(close: Token["k"] | undefined): boolean {
  return close === "]" || close === ")";
}

function beginsItem(p: TokenStream): boolean {
  let ahead = 1;
  while (p.peek(ahead).k === "newline") ahead++;
  if (p.peek(ahead).k === "}") return true;
  const after = p.peek(ahead + 1).k;
  return p.peek(ahead).k === "identifier" && (after === "=" || after === "{" || after === "open-quote");
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
