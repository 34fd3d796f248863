import fc from "fast-check";
import { expect, it } from "vitest";
import { countGraphemes, graphemesOf } from "./graphemes.ts";

const whole = new Intl.Segmenter("en", { granularity: "grapheme" });
const segmentsOf = (text: string) => Array.from(whole.segment(text), ({ segment }) => segment);
const pieces = [
  ..."a \t\n\r\u00e9e\u0301\u200d\u{1f468}\u{1f469}\u{1f3fd}\u{1f1e9}\u{1f1ea}\u1100\u1161\u11a8\u0600\u0903\ufe0f\u4e2d\ud83d",
  "\r\n",
];
const text = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(""));

it("finds the characters of short texts", () => {
  fc.assert(
    fc.property(text, (short) => {
      expect(graphemesOf(short)).toEqual(segmentsOf(short));
    }),
  );
});

it("finds the characters of texts that are segmented in pieces", () => {
  const long = fc.tuple(text, text, fc.integer({ min: 1, max: 200 })).map(([a, b, n]) => a + b.repeat(n));
  fc.assert(
    fc.property(long, (t) => {
      expect(graphemesOf(t)).toEqual(segmentsOf(t));
    }),
    { numRuns: 300 },
  );
});

it("takes one character of any length", () => {
  expect(graphemesOf(`a${"\u0301".repeat(3000)}b`).map((character) => character.length)).toEqual([3001, 1]);
  expect(countGraphemes("\u{1f1e9}\u{1f1ea}".repeat(1000))).toBe(1000);
});
