import type { Range } from "../source.ts";
import type { TokenStream } from "./token-stream.ts";
import type { Token } from "./tokens.ts";

const suspects = new WeakMap<TokenStream, Range>();

/**
 * Compares the indentation of a closing brace with that of the line of its opener. Where the closing one stands further left,
 * it was probably meant for an outer block, and the opener is the one that lacks its brace.
 */
export function noteClosingBrace(p: TokenStream, open: Token, close: Token): void {
  if (suspects.has(p)) return;
  const closing = indentationOf(p, close.start);
  const opening = indentationOf(p, open.start);
  if (closing.isFirst && closing.width < opening.width) suspects.set(p, p.range(open));
}

/** Forgets what was noted: the text is read once more from some place on. */
export function forgetSuspects(p: TokenStream): void {
  suspects.delete(p);
}

/** The opening brace that probably lacks its closing one, as far as indentation tells. */
export function suspectedBrace(p: TokenStream): Range | undefined {
  return suspects.get(p);
}

function indentationOf({ source }: TokenStream, offset: number): { width: number; isFirst: boolean } {
  const start = source.lineStart(offset);
  const blanks = /^[ \t]*/.exec(source.text.slice(start, offset))?.[0] ?? "";
  return { width: blanks.length, isFirst: start + blanks.length === offset };
}
