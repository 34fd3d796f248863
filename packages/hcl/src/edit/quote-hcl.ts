/** A stretch of a text in HCL: plain text, or an expression that stands in `${ }`. */
export type TemplatePart =
  | { readonly k: "text"; readonly text: string }
  | { readonly k: "code"; readonly code: string };

/**
 * A quoted string of HCL as it stands in a file, made of plain texts and expressions: what is plain evaluates to exactly that
 * text (in Unicode's form NFC, as all strings of HCL), whatever characters are in it.
 */
export function quoteParts(parts: readonly TemplatePart[]): string {
  let out = "";
  for (const [i, part] of joined(parts).entries()) {
    if (part.k === "text") out += escapeText(part.text);
    else {
      // A dollar sign that touches "${" would make it an escape: "$${".
      if (i > 0 && out.endsWith("$")) out = `${out.slice(0, -1)}\\u0024`;
      out += `\${${part.code}}`;
    }
  }
  return `"${out}"`;
}

/** A plain text as a quoted string of HCL, as it stands in a file. */
export function quoteText(text: string): string {
  return quoteParts([{ k: "text", text }]);
}

/** Neighbouring texts as one: an opening brace may stand in another piece than its dollar sign. */
function joined(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  const out: TemplatePart[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (part.k === "text" && last?.k === "text") out[out.length - 1] = { k: "text", text: last.text + part.text };
    else out.push(part);
  }
  return out;
}

const named: Readonly<Record<string, string>> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
/** Quotes, backslashes, and what Go's unicode.IsPrint calls unprintable. */
const special = /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

function escapeText(text: string): string {
  // Values of HCL are in Unicode's form NFC; half surrogates have no place in UTF-8.
  const plain = text.replace(/\p{Surrogate}/gu, "\ufffd").normalize("NFC");
  return plain
    .replace(special, (char) => named[char] ?? escapeCode(char.codePointAt(0) ?? 0))
    .replace(/[$%](?=\{)/g, "$&$&");
}

function escapeCode(code: number): string {
  const hex = code.toString(16);
  return code > 0xffff ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
}
