import type { TokenKind } from "./tokens.ts";

/** Quotation marks that are not HCL's, and what closes each. */
export const lookAlikeQuotes: ReadonlyMap<string, string> = new Map([
  ["'", "'"],
  ["`", "`"],
  ["\u201C", '\u201D\u201C"'],
  ["\u201D", '\u201D"'],
  ["\u2018", "\u2019\u2018'"],
  ["\u2019", "\u2019'"],
  ["\u201E", '\u201C\u201D"'],
  ["\u00AB", "\u00BB"],
]);

/** What to say of a character that has no meaning where it stands, and how to read on. */
interface StrayCharacter {
  readonly length: number;
  readonly summary: string;
  readonly detail: string;
  readonly readAs: TokenKind | "blank";
}

type Description = Omit<StrayCharacter, "length">;

const known: readonly (readonly [text: string, description: Description])[] = [
  ["**", operator("**", 'There is no operator for powers. Use the function "pow".', "*")],
  ["&", operator("&", 'There are no bitwise operators. For "and" write "&&".', "&&")],
  ["|", operator("|", 'There are no bitwise operators. For "or" write "||".', "||")],
  ["^", operator("^", 'There are no bitwise operators. For powers use the function "pow".', "invalid")],
  ["~", operator("~", 'There are no bitwise operators. For "not" write "!".', "invalid")],
  [
    ";",
    {
      summary: "Invalid character",
      detail: "Semicolons are not used here. Put each argument on a line of its own, without a character at its end.",
      readAs: "newline",
    },
  ],
  [
    "\\",
    {
      summary: "Invalid character",
      detail: "A backslash has a meaning inside quoted strings only. Remove it, or put the text in quotes.",
      readAs: "invalid",
    },
  ],
  [
    "\r",
    {
      summary: "Invalid character",
      detail: 'A carriage return must be followed by a line feed. Save the file with line endings "\\n" or "\\r\\n".',
      readAs: "blank",
    },
  ],
];

/** Describes the character at the offset, which begins no token. */
export function describeStrayCharacter(text: string, at: number): StrayCharacter {
  for (const [prefix, description] of known) {
    if (text.startsWith(prefix, at)) return { length: prefix.length, ...description };
  }
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0xfffd);
  const name = `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  const shared = { length: char.length, summary: "Invalid character" };
  if (/^\p{White_Space}$/u.test(char)) {
    return {
      ...shared,
      detail: `This is no ordinary blank but the character ${name}. Replace it with a space.`,
      readAs: "blank",
    };
  }
  if (/^[\p{Cc}\p{Cf}]$/u.test(char)) {
    return { ...shared, detail: `The invisible character ${name} cannot be used here. Remove it.`, readAs: "blank" };
  }
  if (/^['"`\u2018-\u201F\u00AB\u00BB]$/u.test(char)) {
    return {
      ...shared,
      detail: `Strings are written in straight double quotes ("), not in ${char}. Replace the quotes.`,
      readAs: "invalid",
    };
  }
  return {
    ...shared,
    detail: `The character "${char}" has no meaning here. Remove it, or put the text in double quotes.`,
    readAs: "invalid",
  };
}

function operator(text: string, advice: string, readAs: TokenKind): Description {
  return { summary: "Unsupported operator", detail: `The operator "${text}" does not exist. ${advice}`, readAs };
}
