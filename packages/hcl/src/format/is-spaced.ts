import type { TokenKind } from "../syntax/tokens.ts";
import type { Word } from "./word.ts";

const textKinds: ReadonlySet<TokenKind> = new Set(["quoted-text", "plain-text"]);
const templateOpeners: ReadonlySet<TokenKind> = new Set([...textKinds, "open-quote", "open-heredoc"]);
const templateClosers: ReadonlySet<TokenKind> = new Set([...textKinds, "close-quote", "close-heredoc"]);
const sequenceOpeners: ReadonlySet<TokenKind> = new Set(["open-interpolation", "open-directive"]);
const openBrackets: ReadonlySet<TokenKind> = new Set(["(", "[", "{", ...sequenceOpeners]);
const closeBrackets: ReadonlySet<TokenKind> = new Set([")", "]", "}", "close-sequence"]);
/** A minus sign behind one of these belongs to what follows it; not so behind `${`, which is odd, but Packer's form. */
const beforeUnaryMinus: ReadonlySet<TokenKind> = new Set([
  ...("([{=:,?!+-*/%<>".split("") as TokenKind[]),
  "==",
  "!=",
  "<=",
  ">=",
  "&&",
  "||",
]);

/**
 * Whether a blank stands between two neighbouring words of a line: the first of these rules that fits decides.
 * @param before what stands in front of `subject` in its cell, if anything does
 */
export function isSpaced(before: Word | undefined, subject: Word, after: Word): boolean {
  const s = subject.k;
  const a = after.k;
  const isName = s === "identifier";
  if (a === "newline") return false;
  if (isName && a === "(") return false;
  if ((isName && a === "::") || (s === "::" && a === "identifier")) return false;
  if (s === "." || a === ".") return false;
  if (a === "," || a === "...") return false;
  if (s === ",") return true;
  if (templateOpeners.has(s) || templateClosers.has(a)) return false;
  if (isName && subject.text === "in" && before?.k === "identifier") return true;
  if (a === "[" && (isName || s === "number" || closeBrackets.has(s))) return false;
  if (s === "!") return false;
  if (s === "-") return before !== undefined && !beforeUnaryMinus.has(before.k);
  if (s === "{" || a === "}") return !(s === "{" && a === "}");
  if (sequenceOpeners.has(s) && a === "{") return true;
  if (s === "}" && a === "close-sequence") return true;
  if (s === "close-sequence" && sequenceOpeners.has(a)) return false;
  return !openBrackets.has(s) && !closeBrackets.has(a);
}
