import fc from "fast-check";
import { expect, test } from "vitest";
import { formatText } from "../format/format-text.ts";
import { parseExpression } from "../syntax/parse-file.ts";
import { V } from "../value/value.ts";
import { quoteParts, quoteText, type TemplatePart } from "./quote-hcl.ts";

const scope = { variables: new Map([["x", V.string("VALUE")]]), functions: new Map() };

function evaluate(code: string): string {
  const parsed = parseExpression(code, "x.hcl");
  const { value, diagnostics } = parsed.value.evaluate(scope);
  expect([...parsed.diagnostics, ...diagnostics]).toEqual([]);
  return value.k === "string" ? value.value : `a ${value.k}`;
}

test.each([
  ["plain", '"plain"'],
  ['a "b" \\c', '"a \\"b\\" \\\\c"'],
  ["line\nnext\r\ttab", '"line\\nnext\\r\\ttab"'],
  ["${x} $${x} %{if} 100% $", '"$${x} $$${x} %%{if} 100% $"'],
  ["\u0007 \u00a0 \u{e0001} é 😀", '"\\u0007 \\u00a0 \\U000e0001 é 😀"'],
  ["e\u0301", '"é"'],
  ["\ud800", '"\ufffd"'],
])("%j is %s", (text, quoted) => {
  expect(quoteText(text)).toBe(quoted);
});

test("a dollar sign in front of an expression does not escape it", () => {
  const parts: TemplatePart[] = [
    { k: "text", text: "$" },
    { k: "text", text: "$" },
    { k: "code", code: "x" },
    { k: "text", text: "{" },
  ];
  expect(quoteParts(parts)).toBe('"$\\u0024${x}{"');
  expect(evaluate(quoteParts(parts))).toBe("$$VALUE{");
});

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("$", "%", "{", "}", '"', "\\", "\n", "u", "0", "2", "4", "#") }),
);
const part = fc.oneof(
  text.map((text): TemplatePart => ({ k: "text", text })),
  fc.constant<TemplatePart>({ k: "code", code: "x" }),
);

test("what is quoted evaluates to the text, and is formatted already", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const code = quoteParts(parts);
      const meant = parts.map((p) => (p.k === "text" ? p.text : "VALUE")).join("");
      expect(evaluate(code)).toBe(meant.replace(/\p{Surrogate}/gu, "\ufffd").normalize("NFC"));
      expect(formatText(`a = ${code}\n`)).toBe(`a = ${code}\n`);
    }),
  );
});
