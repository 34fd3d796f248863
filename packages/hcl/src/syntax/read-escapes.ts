import type { TokenStream } from "./token-stream.ts";
import type { Token } from "./tokens.ts";

const simpleEscapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };
const quotedPattern = /\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])|\$\$\{|%%\{/g;
const plainPattern = /\$\$\{|%%\{/g;

/** The text that a literal token of a template stands for. In quotes a backslash escapes; `$${` and `%%{` do everywhere. */
export function readEscapes(p: TokenStream, token: Token): string {
  const raw = p.text(token);
  const pattern = token.k === "quoted-text" ? quotedPattern : plainPattern;
  return raw.replace(pattern, (sequence: string, offset: number) => {
    if (!sequence.startsWith("\\")) return sequence.slice(1);
    const simple = sequence.length === 2 ? simpleEscapes[sequence.slice(1)] : undefined;
    if (simple !== undefined) return simple;
    const range = p.source.range(token.start + offset, token.start + offset + sequence.length);
    const point = sequence.length > 2 ? Number.parseInt(sequence.slice(2), 16) : Number.NaN;
    if (point <= 0x10ffff && !(point >= 0xd800 && point < 0xe000)) return String.fromCodePoint(point);
    p.report(range, "Invalid escape sequence", explain(sequence, point));
    return sequence;
  });
}

function explain(sequence: string, point: number): string {
  if (!Number.isNaN(point)) {
    return `"${sequence}" names no Unicode character. Write a character outside of the basic plane with "\\U" and eight hexadecimal digits.`;
  }
  if (sequence === "\\u")
    return 'The escape "\\u" must be followed by four hexadecimal digits, as in "\\u00e9". For a backslash itself write "\\\\".';
  if (sequence === "\\U")
    return 'The escape "\\U" must be followed by eight hexadecimal digits, as in "\\U0001f600". For a backslash itself write "\\\\".';
  return `The escape "${sequence}" does not exist; there are \\n, \\r, \\t, \\", \\\\, \\uXXXX and \\UXXXXXXXX. For a backslash itself write "\\\\".`;
}
