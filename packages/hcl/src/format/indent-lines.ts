import type { Line } from "./read-lines.ts";
import type { Words } from "./words.ts";

const spacesPerLevel = 2;

/**
 * Indents each line by the brackets that are open in front of it. A line counts by what it opens or closes in the end, and
 * all that it opens is one level: `[{` indents by one, and `}, {`, which does neither, stays with what is around it.
 */
export function indentLines(words: Words, lines: readonly Line[]): void {
  const levels: number[] = [];
  for (const { lead, opened } of lines) {
    if (opened < 0) closeBrackets(levels, -opened);
    if (isIndented(words, lead)) words.space(lead, levels.length * spacesPerLevel);
    if (opened > 0) levels.push(opened);
  }
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
function isIndented(words: Words, word: number): boolean {
  const kind = words.kind(word);
  return kind !== "newline" && kind !== "quoted-text" && kind !== "plain-text" && kind !== "close-heredoc";
}
