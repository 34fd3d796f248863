import type { TokenStream } from "./token-stream.ts";
import type { Token } from "./tokens.ts";

const named: Partial<Record<Token["k"], string>> = {
  newline: "the end of the line",
  end: "the end of the file",
  "open-quote": "a quoted string",
  "open-heredoc": "a heredoc",
  "close-quote": "the end of the string",
  "close-heredoc": "the end of the heredoc",
  "close-sequence": "the end of the template sequence",
};

/** What was found, for "expected x but found y". */
export function describeToken(p: TokenStream, token: Token): string {
  const name = named[token.k];
  if (name) return name;
  const text = p.text(token).trim();
  const shown = text.length > 40 ? `${text.slice(0, 37)}...` : text;
  if (token.k === "identifier") return `the name "${shown}"`;
  if (token.k === "number") return `the number ${shown}`;
  return `"${shown}"`;
}
