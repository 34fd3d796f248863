const named: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

const unprintable = /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

/** A string in the quotes of Go's `%q`: what cannot be printed is escaped. */
export function quoteGo(text: string): string {
  return `"${text.replace(unprintable, escapeGo)}"`;
}

function escapeGo(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = (length: number) => code.toString(16).padStart(length, "0");
  return named[character] ?? (code < 0x80 ? `\\x${hex(2)}` : code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`);
}
