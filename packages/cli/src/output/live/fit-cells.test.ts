import { displayWidth } from "@ingot/hcl";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fitCells, padCells, visibleText, withoutMotion } from "./fit-cells.ts";

const cuts: readonly [text: string, cells: number, shown: string][] = [
  ["short", 5, "short"],
  ["shorter", 5, "shor…"],
  ["日本語", 6, "日本語"],
  ["日本語", 5, "日本…"],
  ["日本語", 4, "日…"],
  ["e\u0301te\u0301", 3, "e\u0301te\u0301"],
  ["e\u0301te\u0301s", 3, "e\u0301t…"],
  ["anything", 1, "…"],
  ["anything", 0, ""],
];

test.each(cuts)("%j in %i cells is %j", (text, cells, shown) => expect(fitCells(text, cells)).toBe(shown));

test("nothing is ever wider than its cells", () => {
  const texts = fc.string({ unit: "grapheme", maxLength: 60 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 0, max: 40 }), (text, cells) => {
      const visible = visibleText(text);
      expect(displayWidth(fitCells(visible, cells))).toBeLessThanOrEqual(cells);
      expect(displayWidth(padCells(visible, cells))).toBe(cells);
    }),
  );
});

const seen: readonly [text: string, shown: string][] = [
  ["\u001b[1;31mred\u001b[0m", "red"],
  ["a\tb", "a b"],
  ["\u001b]0;a title\u0007text", "text"],
  ["\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link"],
  ["up\u001b[2A and \u001b[Kaway\u001b7\u001b(B", "up and away"],
  ["\u202eright to left\u200b", "right to left"],
  ["⚠\ufe0f careful", "⚠ careful"],
];

test.each(seen)("of %j one sees %j", (text, shown) => expect(visibleText(text)).toBe(shown));

const kept: readonly [text: string, left: string][] = [
  ["plain\n", "plain\n"],
  ["\u001b[1;31mred\u001b[0m\n", "\u001b[1;31mred\u001b[0m\n"],
  ["\u001b[38:2:1:2:3mtrue colour\u001b[m", "\u001b[38:2:1:2:3mtrue colour\u001b[m"],
  ["\u001b[2J\u001b[H\u001b[?1049hnot my screen\u001b[5;1r", "not my screen"],
  ["\u001bcreset\u009b2J", "reset2J"],
];

test.each(kept)("of %j the log keeps %j", (text, left) => expect(withoutMotion(text)).toBe(left));
