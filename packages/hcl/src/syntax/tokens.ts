/** The operators and brackets, longest first, so that the first that fits is the right one. */
const punctuation = [
  "...",
  "==",
  "!=",
  "<=",
  ">=",
  "&&",
  "||",
  "::",
  "=>",
  "{",
  "}",
  "[",
  "]",
  "(",
  ")",
  ",",
  ".",
  "=",
  "<",
  ">",
  "!",
  "?",
  ":",
  "+",
  "-",
  "*",
  "/",
  "%",
] as const;

const byFirst: readonly (readonly Punctuation[])[] = Array.from({ length: 0x80 }, (_, unit) =>
  punctuation.filter((text) => text.charCodeAt(0) === unit),
);

/** The longest operator or bracket that begins at the offset. */
export function punctuationAt(text: string, at: number): Punctuation | undefined {
  for (const candidate of byFirst[text.charCodeAt(at)] ?? []) {
    if (candidate.length === 1 || text.startsWith(candidate, at)) return candidate;
  }
  return undefined;
}

export type Punctuation = (typeof punctuation)[number];

/** Punctuation stands for itself; the other kinds are named. */
export type TokenKind =
  | "identifier"
  | "number"
  | "newline"
  /** With its newline, where it is a `#` or `//` comment. */
  | "comment"
  | "open-quote"
  | "close-quote"
  /** `<<ID` and its newline. */
  | "open-heredoc"
  /** The line of the end marker, blanks in front included, without its newline. */
  | "close-heredoc"
  /** Text of a quoted template, escapes not yet read. */
  | "quoted-text"
  /** One line of a heredoc or bare template (or the part of it between sequences), with its newline. */
  | "plain-text"
  /** `${` or `${~` */
  | "open-interpolation"
  /** `%{` or `%{~` */
  | "open-directive"
  /** `}` or `~}` of a template sequence */
  | "close-sequence"
  | "end"
  /** Something that means nothing here; the scanner has reported it. */
  | "invalid"
  | Punctuation;

/** A piece of the text. Blanks between tokens are no tokens: they are the gaps between the offsets. */
export interface Token {
  readonly k: TokenKind;
  /** Offsets into the source text. */
  readonly start: number;
  readonly end: number;
}
