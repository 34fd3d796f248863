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
  const open: Token["k"][] = [];
  while (p.peek().k !== "end") {
    const token = p.peek();
    const top = open.at(-1);
    if (token.k === "newline" && (open.length === 0 || (isBracket(top) && beginsItem(p)))) {
      p.next();
      return;
    }
    const close = pairs[token.k];
    if (close) open.push(close);
    else if (closers.has(token.k) && !closeUpTo(open, token.k) && token.k === "}" && p.index > first) return;
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

/** Forgets everything down to the bracket that this token closes; false if it closes none. */
function closeUpTo(open: Token["k"][], close: Token["k"]): boolean {
  const at = open.lastIndexOf(close);
  if (at < 0) return false;
  open.length = at;
  return true;
}
