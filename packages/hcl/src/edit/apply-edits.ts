import type { Range } from "../source.ts";

/** A stretch of a text, and what stands there instead. An empty range inserts, an empty text removes. */
export interface TextEdit {
  readonly range: Range;
  readonly text: string;
  /** Of several such edits that are the same, one is made: the line break that each of two new arguments needs. */
  readonly once?: true;
}

/**
 * Makes edits in a text. Their ranges all speak of the text as it is before any of them, whose bytes they count; those that
 * insert at the same place do so in the order in which they are given.
 * @throws RangeError where two edits overlap, or one lies outside of the text
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const bytes = Buffer.from(text);
  const inOrder = withoutRepetition(edits).sort((a, b) => a.range.start.byte - b.range.start.byte);
  const parts: string[] = [];
  let at = 0;
  for (const { range, text: replacement } of inOrder) {
    const { start, end } = range;
    if (start.byte < at) throw new RangeError(`Two edits overlap in line ${start.line}`);
    if (end.byte > bytes.length) throw new RangeError(`An edit reaches beyond the text, to byte ${end.byte}`);
    parts.push(bytes.toString("utf8", at, start.byte), replacement);
    at = end.byte;
  }
  return parts.join("") + bytes.toString("utf8", at);
}

function withoutRepetition(edits: readonly TextEdit[]): TextEdit[] {
  const made = new Set<string>();
  return edits.filter(({ range, text, once }) => {
    if (!once) return true;
    const key = JSON.stringify([range.start.byte, range.end.byte, text]);
    return !made.has(key) && made.add(key);
  });
}
