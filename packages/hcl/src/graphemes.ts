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
  return segment(text);
}

/** Segmenting costs the square of the length of what it is given, so a long text is given in pieces of this many UTF-16 units. */
const pieceLength = 256;

function segment(text: string): readonly string[] {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  const characters: string[] = [];
  let size = pieceLength;
  for (let at = 0; at < text.length; ) {
    const found = Array.from(segmenter.segment(text.slice(at, at + size)), (part) => part.segment);
    // Where a piece ends, a character may be cut through, and one before it may go on.
    if (at + size < text.length) found.length = Math.max(0, found.length - 2);
    if (found.length === 0) size *= 2;
    else size = pieceLength;
    for (const character of found) {
      characters.push(character);
      at += character.length;
    }
  }
  return characters;
}

/** How many characters a reader counts. */
export function countGraphemes(text: string): number {
  return plain.test(text) ? text.length : graphemesOf(text).length;
}
