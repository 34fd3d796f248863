import fc from "fast-check";
import { expect, test } from "vitest";
import { powershellMistakes } from "../../test/parse-powershell.ts";
import { escapeInDoubleQuotes, quoteLiteral, scriptText } from "./quote-powershell.ts";

test.each([
  ["", "''"],
  ["a b", "'a b'"],
  ["it's $x `\"", "'it''s $x `\"'"],
  ["‘a’", "'‘‘a’’'"],
])("the literal of %j", (text, wanted) => expect(quoteLiteral(text)).toBe(wanted));

test.each([
  ["a b", "a b"],
  ["$x `\"'", "`$x ```\"`'"],
  ["“a”", "`“a`”"],
])("%j between double quotes", (text, wanted) => expect(escapeInDoubleQuotes(text)).toBe(wanted));

test("only what is not ASCII gets a mark", () => {
  expect(scriptText("a\r\n\0")).toBe("a\r\n\0");
  expect(scriptText("ä")).toBe("\ufeffä");
});

test("any text of plain characters is one literal, and one expandable text", async () => {
  const text = fc.string({
    unit: fc.constantFrom("'", '"', "$", "`", "(", ")", "{", "a", " ", ";"),
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(text, async (plain) => {
      expect(await powershellMistakes(`$x = ${quoteLiteral(plain)}; $y = "${escapeInDoubleQuotes(plain)}"`)).toEqual(
        [],
      );
    }),
  );
});
