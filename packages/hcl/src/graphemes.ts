// Letters and signs that never join with their neighbours: one unit, one character. Segmenting is hundreds of times slower.
const plain =
  /^[\t\n\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0590\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]*$/;

// Made at the first text that needs it: it costs more than parsing a small template.
let segmenter: Intl.Segmenter | undefined;

/** Whether every UTF-16 unit of the text is a character of its own. Says no rather than look closely. */
export function isPlain(text: string): boolean {
  return plain.test(text);
}

/** The characters of a text as a reader counts them (grapheme clusters, Unicode TR 29). */
export function graphemesOf(text: string): readonly string[] {
  if (plain.test(text)) return text.split("");
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** How many characters a reader counts. */
export function countGraphemes(text: string): number {
  return plain.test(text) ? text.length : graphemesOf(text).length;
}
