import type { TokenStream } from "./token-stream.ts";
import type { Token } from "./tokens.ts";

const simpleEscapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };
const quotedPattern = /\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^])|\$\$\{|%%\{/g;
const plainPattern = /\$\$\{|%%\{/g;

/** The text that a literal token of a template stands for. In quotes a backslash escapes; `$${` and `%%{` do everywhere. */
export function readEscapes(p: TokenStream, token: Token): string {
  const raw = p.text(token);
  const pattern = token.k === "quoted-text" ? quotedPattern : plainPattern;
  return raw.replace(pattern, (escape: string, offset: number) => {
    if (!escape.startsWith("\\")) return escape.slice(1);
    const simple = escape.length === 2 ? simpleEscapes[escape.slice(1)] : undefined;
    if (simple !== undefined) return simple;
    const range = p.source.range(token.start + offset, token.start + offset + escape.length);
    const point = escape.length > 2 ? Number.parseInt(escape.slice(2), 16) : Number.NaN;
    if (point <= 0x10ffff && !(point >= 0xd800 && point < 0xe000)) return String.fromCodePoint(point);
    p.report(range, "Invalid escape sequence", explain(escape, point));
    return escape;
  });
}

function explain(escape: string, point: number): string {
  if (!Number.isNaN(point)) {
    return `"${escape}" names no Unicode character. Write a character outside of the basic plane with "\\U" and eight hexadecimal digits.`;
  }
  if (escape === "\\u") return 'The escape "\\u" must be followed by four hexadecimal digits, as in "\\u00e9".';
  if (escape === "\\U") return 'The escape "\\U" must be followed by eight hexadecimal digits, as in "\\U0001f600".';
  return `The escape "${escape}" does not exist; there are \\n, \\r, \\t, \\", \\\\, \\uXXXX and \\UXXXXXXXX. For a backslash itself write "\\\\".`;
}
