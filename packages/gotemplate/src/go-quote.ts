// Go's quoted strings and characters, both ways.

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};
const shortEscapes = new Map(Object.entries(escapes).map(([letter, char]) => [char, `\\${letter}`]));

/**
 * The text of a quoted string or character literal, quotes included.
 *
 * @returns undefined where an escape is not one of Go's. Bytes that are not UTF-8 become U+FFFD.
 */
export function unquote(literal: string): string | undefined {
  const quote = literal[0] ?? "";
  const body = literal.slice(1, -1);
  if (!body.includes("\\")) return body;
  const bytes: Buffer[] = [];
  const pattern = /[^\\]+|\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]))/gy;
  let at = 0;
  for (const match of body.matchAll(pattern)) {
    at += match[0].length;
    const [whole, hex, u4, u8, octal, letter] = match;
    if (hex !== undefined) bytes.push(Buffer.from([Number.parseInt(hex, 16)]));
    else if (octal !== undefined) {
      const byte = Number.parseInt(octal, 8);
      if (byte > 255) return undefined;
      bytes.push(Buffer.from([byte]));
    } else if (u4 !== undefined || u8 !== undefined) {
      const code = Number.parseInt(u4 ?? u8 ?? "", 16);
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
      bytes.push(Buffer.from(String.fromCodePoint(code)));
    } else if (letter !== undefined) {
      const char = letter === quote ? quote : Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
      if (char === undefined) return undefined;
      bytes.push(Buffer.from(char));
    } else bytes.push(Buffer.from(whole));
  }
  return at === body.length ? Buffer.concat(bytes).toString("utf8") : undefined;
}

/** Go's `%q` of a string; `asciiOnly` is `%+q`. */
export function quote(text: string, asciiOnly = false): string {
  let out = '"';
  for (const char of text) out += escapeChar(char, '"', asciiOnly);
  return `${out}"`;
}

/** Go's `%q` of a character. */
export function quoteChar(char: string, asciiOnly = false): string {
  return `'${escapeChar(char, "'", asciiOnly)}'`;
}

/** Whether a string can stand between backquotes unchanged. */
export function canBackquote(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return !/[\u0000-\u0008\u000a-\u001f\u007f`\ufeff]/.test(text) && !/\p{Surrogate}/u.test(text);
}

/** Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the plain space. */
export function isPrintable(char: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char);
}

function escapeChar(char: string, quote: string, asciiOnly: boolean): string {
  if (char === quote) return `\\${char}`;
  const short = shortEscapes.get(char);
  if (short !== undefined) return short;
  const code = char.codePointAt(0) ?? 0;
  if (isPrintable(char) && (!asciiOnly || code < 0x80)) return char;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  if (code >= 0xd800 && code < 0xe000) return "\\ufffd";
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, "0");
}
