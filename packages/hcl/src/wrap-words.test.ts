import fc from "fast-check";
import { expect, test } from "vitest";
import { wrapWords } from "./wrap-words.ts";

test.each<[string, string]>([
  ["one two three four", "one two\nthree four"],
  ['say "ingot init ." now', 'say\n"ingot init ."\nnow'],
  ['(run "ingot init -upgrade ."), or not', '(run\n"ingot init -upgrade ."),\nor not'],
  ['"ingot init ."', '"ingot init ."'],
  ['a ("ingot fix") b', 'a\n("ingot fix")\nb'],
  ['"a b" "c d" "e f"', '"a b" "c\nd" "e f"'],
  ["  indented lines are left alone", "  indented lines are left alone"],
])("%s", (text, expected) => expect(wrapWords(text, 10)).toBe(expected));

test("no word is lost", () => {
  const word = fc.constantFrom("a", "bc", '"ingot', 'init"', "(", '"', '"npm', "x,");
  fc.assert(
    fc.property(fc.array(word), fc.nat(20), (words, width) => {
      const text = `.${words.join(" ")}`;
      expect(wrapWords(text, width).replaceAll("\n", " ")).toBe(text);
    }),
  );
});
