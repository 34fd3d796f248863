import type { TokenKind } from "../syntax/tokens.ts";
import { isSpaced } from "./is-spaced.ts";
import type { Words } from "./words.ts";

/**
 * A line as the numbers of its words, in three cells that follow each other: `lead` up to `assign`, from there to `comment`
 * the equals sign with its value, and then up to `end` a comment. The last two may be empty.
 */
export interface Line {
  readonly lead: number;
  readonly assign: number;
  readonly comment: number;
  readonly end: number;
  /** How many brackets more its lead opens than it closes. */
  readonly opened: number;
}

/** What opens and closes, template sequences among it. */
const brackets: ReadonlyMap<TokenKind, number> = new Map<TokenKind, number>([
  ["{", 1],
  ["[", 1],
  ["(", 1],
  ["open-interpolation", 1],
  ["open-directive", 1],
  ["}", -1],
  ["]", -1],
  [")", -1],
  ["close-sequence", -1],
]);

/**
 * Cuts words into lines, at newlines and at comments that contain one. The line breaks in a heredoc are text, and end no
 * line. A line that is nothing but a comment has it in its lead. On the way the blanks between the words of each line are
 * decided, one or none: a second walk over all words would cost as much again.
 */
export function readLines(words: Words): readonly Line[] {
  const lines: Line[] = [];
  for (let lead = 0; lead < words.count; lead = lines.at(-1)?.end ?? words.count) lines.push(readLine(words, lead));
  return lines;
}

function readLine(words: Words, lead: number): Line {
  let equals = 0;
  let balance = 0;
  // What a heredoc holds, and what stands behind it in its line, does not count as opened.
  let opened = 0;
  let hasHeredoc = false;
  let atEquals = { balance, opened };
  let word = lead;
  let before: TokenKind = "end";
  for (; word < words.count; word++) {
    const kind = words.kind(word);
    if (word > lead && isSpaced(words, word, lead, before, kind)) words.space(word, 1);
    before = kind;
    if (kind === "newline" || (kind === "comment" && endsLine(words, word))) break;
    if (kind === "open-heredoc") hasHeredoc = true;
    if (kind === "=" && equals === 0 && word > lead) {
      equals = word;
      atEquals = { balance, opened };
    }
    const opens = brackets.get(kind);
    if (opens === undefined) continue;
    balance += opens;
    if (!hasHeredoc) opened += opens;
  }
  const end = Math.min(word + 1, words.count);
  const comment = end - lead > 1 && words.kind(end - 1) === "comment" ? end - 1 : end;
  // A value that goes on in the next line belongs to the lead with its equals sign, which is not aligned with others.
  if (equals > 0 && balance === atEquals.balance)
    return { lead, assign: equals, comment, end, opened: atEquals.opened };
  return { lead, assign: comment, comment, end, opened };
}

function endsLine(words: Words, comment: number): boolean {
  return !words.text(comment).startsWith("/*");
}
