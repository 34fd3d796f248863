// What `fmt -diff` shows, in the form of `diff -u`. No library is asked and no program: formatting changes lines but never
// their number, so that each line is its own counterpart, and finding that out again takes a general algorithm seconds.

const contextLines = 3;

/** A unified diff of two texts with as many lines, labelled as Packer labels it. */
export function renderLineDiff(path: string, before: string, after: string): string {
  const old = linesOf(before);
  const now = linesOf(after);
  if (old.length !== now.length) throw new Error("The texts differ in their number of lines");
  const isChanged = old.map((line, i) => line !== now[i]);
  const hunks = findHunks(isChanged).map(({ from, to }) => {
    const head = `@@ -${extent(from, to)} +${extent(from, to)} @@\n`;
    return head + renderHunk(old, now, isChanged, from, to);
  });
  return `--- old/${path}\n+++ new/${path}\n${hunks.join("")}`;
}

/** Each with its line end; a text that ends with one has no empty line behind it. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

interface Hunk {
  readonly from: number;
  readonly to: number;
}

/** The changed lines with those around them, where they touch as one. */
function findHunks(isChanged: readonly boolean[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  isChanged.forEach((changed, i) => {
    if (!changed) return;
    const from = Math.max(0, i - contextLines);
    const to = Math.min(isChanged.length, i + contextLines + 1);
    const last = hunks.at(-1);
    if (last && from <= last.to) hunks[hunks.length - 1] = { from: last.from, to };
    else hunks.push({ from, to });
  });
  return hunks;
}

function extent(from: number, to: number): string {
  return to - from === 1 ? `${from + 1}` : `${from + 1},${to - from}`;
}

/** Runs of changed lines: first as they were, then as they are. */
function renderHunk(
  old: readonly string[],
  now: readonly string[],
  isChanged: readonly boolean[],
  from: number,
  to: number,
): string {
  const lines: string[] = [];
  let added: string[] = [];
  for (let i = from; i < to; i++) {
    if (isChanged[i]) {
      lines.push(mark("-", old[i]));
      added.push(mark("+", now[i]));
      continue;
    }
    lines.push(...added, mark(" ", old[i]));
    added = [];
  }
  return [...lines, ...added].join("");
}

function mark(sign: string, line = ""): string {
  return line.endsWith("\n") ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`;
}
