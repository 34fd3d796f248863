import { bracketsOf, type Word } from "./word.ts";

/** A line in its cells. Those of neighbouring lines are aligned with each other. */
export interface Line {
  readonly lead: readonly Word[];
  /** From the equals sign on; empty where there is none, or where the value goes on in the next line. */
  readonly assign: readonly Word[];
  /** The comment that ends the line, if something stands in front of it. */
  readonly comment: readonly Word[];
}

/**
 * Cuts words into lines, at newlines and at comments that contain one. The line breaks in a heredoc are text, and end no
 * line. A line that is nothing but a comment has it in `lead`.
 */
export function readLines(words: readonly Word[]): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  words.forEach((word, i) => {
    if (!endsLine(word) && i < words.length - 1) return;
    lines.push(readCells(words.slice(start, i + 1)));
    start = i + 1;
  });
  return lines;
}

function endsLine({ k, text }: Word): boolean {
  return k === "newline" || (k === "comment" && !text.startsWith("/*"));
}

function readCells(words: readonly Word[]): Line {
  const hasComment = words.length > 1 && words.at(-1)?.k === "comment";
  const comment = hasComment ? words.slice(-1) : [];
  const rest = hasComment ? words.slice(0, -1) : words;
  const equals = rest.findIndex(({ k }, i) => k === "=" && i > 0);
  if (equals < 0 || !isBalanced(rest.slice(equals))) return { lead: rest, assign: [], comment };
  return { lead: rest.slice(0, equals), assign: rest.slice(equals), comment };
}

function isBalanced(words: readonly Word[]): boolean {
  return words.reduce((sum, word) => sum + bracketsOf(word), 0) === 0;
}
