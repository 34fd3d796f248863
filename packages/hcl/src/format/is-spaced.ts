import type { TokenKind } from "../syntax/tokens.ts";
import type { Words } from "./words.ts";

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

type Spacing = "yes" | "no" | "after-in" | "after-operand" | "before-digits";

/**
 * Whether a blank stands between a word and the one before it.
 * @param lead where their line begins
 */
export function isSpaced(words: Words, word: number, lead: number, subject: TokenKind, after: TokenKind): boolean {
  const spacing = spacingOf(subject, after);
  if (spacing === "yes" || spacing === "no") return spacing === "yes";
  if (spacing === "before-digits") return words.kind(word + 1) === "number";
  const before = word - 2 < lead ? undefined : words.kind(word - 2);
  if (spacing === "after-in") return before === "identifier" && words.text(word - 1) === "in";
  return before !== undefined && !beforeUnaryMinus.has(before);
}

const known = new Map<TokenKind, Map<TokenKind, Spacing>>();

/** What `findSpacing` finds, which is asked for the same few pairs all the time. */
function spacingOf(subject: TokenKind, after: TokenKind): Spacing {
  const found = known.get(subject)?.get(after);
  if (found) return found;
  const spacing = findSpacing(subject, after);
  const pairs = known.get(subject) ?? new Map<TokenKind, Spacing>();
  known.set(subject, pairs.set(after, spacing));
  return spacing;
}

/** Whether a blank stands between two neighbours: the first of these rules that fits decides. */
function findSpacing(s: TokenKind, a: TokenKind): Spacing {
  const isName = s === "identifier";
  if (a === "newline") return "no";
  if (isName && a === "(") return "no";
  if ((isName && a === "::") || (s === "::" && a === "identifier")) return "no";
  // Dots would grow together, and so would the two indexes of "a.0 .1" (which Packer does, and breaks the file).
  if (s === "." && (a === "." || a === "...")) return "yes";
  if (s === "number" && a === ".") return "before-digits";
  if (s === "." || a === ".") return "no";
  if (a === "," || a === "...") return "no";
  if (s === ",") return "yes";
  if (templateOpeners.has(s) || templateClosers.has(a)) return "no";
  if (isName && (a === "[" || (closeBrackets.has(a) && a !== "}"))) return "after-in";
  if (a === "[" && (s === "number" || closeBrackets.has(s))) return "no";
  if (s === "!") return "no";
  if (s === "-") return "after-operand";
  if (s === "{" || a === "}") return s === "{" && a === "}" ? "no" : "yes";
  if (sequenceOpeners.has(s) && a === "{") return "yes";
  if (s === "}" && a === "close-sequence") return "yes";
  if (s === "close-sequence" && sequenceOpeners.has(a)) return "no";
  return openBrackets.has(s) || closeBrackets.has(a) ? "no" : "yes";
}
