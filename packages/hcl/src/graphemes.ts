const plain = /^[ -~\t\n]*$/;

// Made at the first text that needs it: it costs more than parsing a small template.
let segmenter: Intl.Segmenter | undefined;

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
