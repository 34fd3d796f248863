import { countGraphemes } from "../graphemes.ts";
import type { Line } from "./read-lines.ts";
import type { Word } from "./word.ts";

/**
 * Moves the equals signs of neighbouring lines below each other, then the comments at the ends of neighbouring lines. A line
 * that has none ends the run. Columns are counted as a reader counts characters.
 */
export function alignCells(lines: readonly Line[]): void {
  alignRuns(lines, "assign", ({ lead }) => widthOf(lead));
  alignRuns(lines, "comment", ({ lead, assign }) => widthOf(lead) + widthOf(assign));
}

function alignRuns(lines: readonly Line[], cell: "assign" | "comment", widthBefore: (line: Line) => number): void {
  let run: { readonly first: Word; readonly width: number }[] = [];
  const alignRun = () => {
    const column = run.reduce((widest, { width }) => Math.max(widest, width), 0) + 1;
    for (const { first, width } of run) first.spaces = column - width;
    run = [];
  };
  for (const line of lines) {
    const [first] = line[cell];
    if (first) run.push({ first, width: widthBefore(line) });
    else alignRun();
  }
  alignRun();
}

function widthOf(words: readonly Word[]): number {
  return words.reduce((sum, { spaces, text }) => sum + spaces + countGraphemes(text), 0);
}
