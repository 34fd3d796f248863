import type { Line } from "./read-lines.ts";
import { bracketsOf, type Word } from "./word.ts";

const spacesPerLevel = 2;

/**
 * Indents each line by the brackets that are open in front of it. A line counts by what it opens or closes in the end, and
 * all that it opens is one level: `[{` indents by one, and `}, {`, which does neither, stays with what is around it.
 */
export function indentLines(lines: readonly Line[]): void {
  const levels: number[] = [];
  for (const { lead } of lines) {
    const [first] = lead;
    // `assign` is balanced, or it would not be one.
    const opened = countOpened(lead);
    if (opened < 0) closeBrackets(levels, -opened);
    if (first && isIndented(first)) first.spaces = levels.length * spacesPerLevel;
    if (opened > 0) levels.push(opened);
  }
}

/** How many brackets more the words open than they close. What a heredoc holds does not count. */
function countOpened(words: readonly Word[]): number {
  let opened = 0;
  for (const word of words) {
    if (word.k === "open-heredoc") break;
    opened += bracketsOf(word);
  }
  return opened;
}

function closeBrackets(levels: number[], count: number): void {
  let left = count;
  while (left > 0) {
    const top = levels.pop();
    if (top === undefined) return;
    if (top > left) levels.push(top - left);
    left -= top;
  }
}

/** Blanks in front of an empty line would be blanks at its end; those in front of a template's text would belong to it. */
function isIndented({ k }: Word): boolean {
  return k !== "newline" && k !== "quoted-text" && k !== "plain-text" && k !== "close-heredoc";
}
