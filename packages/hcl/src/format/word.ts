import type { TokenKind } from "../syntax/tokens.ts";

/** A token as the formatter sees it: its text, which stays, and the blanks in front of it, which it decides. */
export interface Word {
  readonly k: TokenKind;
  readonly text: string;
  /** Blanks in front. */
  spaces: number;
}

const openers: ReadonlySet<TokenKind> = new Set(["{", "[", "(", "open-interpolation", "open-directive"]);
const closers: ReadonlySet<TokenKind> = new Set(["}", "]", ")", "close-sequence"]);

/** How many brackets, template sequences among them, the word opens; -1 where it closes one. */
export function bracketsOf(word: Word): -1 | 0 | 1 {
  return openers.has(word.k) ? 1 : closers.has(word.k) ? -1 : 0;
}
