import { type Range, rangeBetween } from "../source.ts";
import type { Node } from "./ast.ts";
import { describeToken } from "./describe-token.ts";
import type { TokenStream } from "./token-stream.ts";
import type { Token } from "./tokens.ts";

/** A node for what could not be read. */
export function broken(p: TokenStream): Node {
  const { start, filename } = p.range(p.peek());
  return { k: "broken", range: { filename, start, end: start } };
}

/**
 * Takes the closing bracket. Where something else stands, the fault is at the opener if the file ends or the next line looks like
 * a new argument or block, and otherwise at what was found.
 */
export function expectClose(p: TokenStream, open: Token, close: ")" | "]" | "}", expected: string): void {
  if (p.lost || p.accept(close)) return;
  if (p.peek().k === "end" || looksLikeNextItem(p)) {
    failUnclosed(p, p.range(open), p.text(open).slice(-1), close);
    return;
  }
  const found = p.peek();
  p.fail(
    p.range(found),
    "Unexpected text in expression",
    `Expected ${expected} ("${close}"), but found ${describeToken(p, found)}.`,
    {
      context: rangeBetween(p.range(open), p.range(found)),
    },
  );
}

/** Reports a bracket that nothing closes, at the bracket. */
export function failUnclosed(p: TokenStream, subject: Range, open: string, close: string): void {
  p.fail(
    subject,
    "Unclosed bracket",
    `The "${open}" here has no matching "${close}". Add "${close}" where it should end.`,
  );
}

/** Whether a line begins here that could only be an argument or block, although a bracket is still open. */
export function looksLikeNextItem(p: TokenStream): boolean {
  if (!p.startsLine()) return false;
  const token = p.peek();
  if (token.k === "}") return true;
  if (token.k !== "identifier") return false;
  const after = p.peek(1).k;
  return after === "=" || after === "{" || after === "open-quote" || after === "identifier";
}
