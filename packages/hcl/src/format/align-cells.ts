import type { Line } from "./read-lines.ts";
import type { Words } from "./words.ts";

/**
 * Moves the equals signs of neighbouring lines below each other, then the comments at the ends of neighbouring lines. A line
 * that has none ends the run. Columns are counted as a reader counts characters.
 */
export function alignCells(words: Words, lines: readonly Line[]): void {
  alignRuns(words, lines, ({ lead, assign, comment }) => (assign < comment ? { lead, cell: assign } : undefined));
  alignRuns(words, lines, ({ lead, comment, end }) => (comment < end ? { lead, cell: comment } : undefined));
}

function alignRuns(
  words: Words,
  lines: readonly Line[],
  cellOf: (line: Line) => { readonly lead: number; readonly cell: number } | undefined,
): void {
  let run: { readonly cell: number; readonly width: number }[] = [];
  const alignRun = () => {
    const column = run.reduce((widest, { width }) => Math.max(widest, width), 0) + 1;
    for (const { cell, width } of run) words.space(cell, column - width);
    run = [];
  };
  for (const line of lines) {
    const found = cellOf(line);
    if (found) run.push({ cell: found.cell, width: words.width(found.lead, found.cell) });
    else if (run.length > 0) alignRun();
  }
  alignRun();
}
