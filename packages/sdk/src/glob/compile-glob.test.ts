import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileGlob } from "./compile-glob.ts";

function match(pattern: string, text: string): boolean | string {
  const glob = compileGlob(pattern);
  return "error" in glob ? `${glob.offset}: ${glob.error}` : glob.match(text);
}

// Each of the forms was compared with what Packer takes and refuses.
test.each<[string, string, boolean]>([
  ["*", "null.abc", true],
  ["**", "a.b.c", true],
  ["null.*", "null.a.b", true],
  ["null.*", "xnull.a", false],
  ["*.a*c", "null.abc", true],
  ["null.a?c", "null.abc", true],
  ["null.a?c", "null.ac", false],
  ["?", "\u{1F600}", true],
  ["?", "\n", true],
  ["null.[a-c]*", "null.abc", true],
  ["null.a[!a]c", "null.abc", true],
  ["null.a[!ab]c", "null.abc", false],
  ["null.a[!b-d]c", "null.abc", false],
  ["a[-b]", "ab", true],
  ["a[xab-]b", "a-b", true],
  ["a[xa-c]c", "abc", false],
  ["a[b-b]", "ab", true],
  ["a[--b]", "ab", true],
  ["a[\\]b]", "a]", true],
  ["a[^b]", "a^", true],
  ["a[*?]", "ax", false],
  ["null.{abc,a-b}", "null.a-b", true],
  ["{a{b,c},d*}", "ac", true],
  ["{a{b,c},d*}", "dx", true],
  ["{a{b,c},d*}", "a", false],
  ["{,a}b", "b", true],
  ["null.{abc", "null.abc", true],
  ["a}", "a}", true],
  ["a]", "a]", true],
  ["a,b", "a,b", true],
  ["a\\*", "a*", true],
  ["a\\*", "ab", false],
  ["abc\\", "abc", true],
  ["a.c", "abc", false],
  ["a+(b)|c$^/", "a+(b)|c$^/", true],
  ["NULL", "null", false],
  ["", "", true],
  ["", "a", false],
])("%s on %j", (pattern, text, expected) => {
  expect(match(pattern, text)).toBe(expected);
});

describe("mistakes", () => {
  test.each([
    ["null.a[b", "6: This bracket is not closed. End it with ], or write \\[ for a bracket."],
    ["a[a-", "1: This bracket is not closed. End it with ], or write \\[ for a bracket."],
    ["\u{1F600}[a-zA-Z]", '2: A range such as [a-z] stands alone between brackets; "A" follows this one.'],
    ["a[z-a]", "1: The range z-a runs backwards. Write a-z."],
    ["[]b]", "0: These brackets are empty. Write the characters between them, or \\[ for a bracket."],
    ["[!]", "0: These brackets are empty. Write the characters between them, or \\[ for a bracket."],
  ])("%s", (pattern, expected) => {
    expect(match(pattern, "")).toBe(expected);
  });
});

describe("properties", () => {
  test("an escaped text matches itself and nothing longer", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const pattern = [...text].map((char) => `\\${char}`).join("");
        return match(pattern, text) === true && match(pattern, `${text}x`) === false;
      }),
    );
  });
  test("any text compiles or is refused", () => {
    const piece = fc.constantFrom(
      "*",
      "?",
      "[",
      "]",
      "{",
      "}",
      ",",
      "!",
      "-",
      "\\",
      "a",
      "b",
      "^",
      "$",
      "\u{1F600}",
      ".",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const result = match(pieces.join(""), "ab");
        return typeof result === "boolean" || /^\d+: [A-Z].*\.$/.test(result);
      }),
      { numRuns: 2000 },
    );
  });
});
