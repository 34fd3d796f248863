/** The operators and brackets, longest first, so that the first that fits is the right one. */
export const punctuation = [
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
