const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const plain = /^[ -~\t\n]*$/;

/** The characters of a text as a reader counts them (grapheme clusters, Unicode TR 29). */
export function graphemesOf(text: string): readonly string[] {
  if (plain.test(text)) return text.split("");
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** How many characters a reader counts. */
export function countGraphemes(text: string): number {
  return plain.test(text) ? text.length : graphemesOf(text).length;
}
