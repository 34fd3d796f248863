import { expect, it } from "vitest";
import { renderLineDiff } from "./render-line-diff.ts";

const twenty = Array.from({ length: 20 }, (_, i) => `line ${i + 1}\n`);

/** Twenty lines of which some are changed. */
function changed(...numbers: readonly number[]): string {
  return twenty.map((line, i) => (numbers.includes(i + 1) ? line.toUpperCase() : line)).join("");
}

it("shows what `diff -u` shows", () => {
  expect(renderLineDiff("a/b.pkr.hcl", twenty.join(""), changed(1, 6, 7, 17, 20))).toMatchInlineSnapshot(`
    "--- old/a/b.pkr.hcl
    +++ new/a/b.pkr.hcl
    @@ -1,10 +1,10 @@
    -line 1
    +LINE 1
     line 2
     line 3
     line 4
     line 5
    -line 6
    -line 7
    +LINE 6
    +LINE 7
     line 8
     line 9
     line 10
    @@ -14,7 +14,7 @@
     line 14
     line 15
     line 16
    -line 17
    +LINE 17
     line 18
     line 19
    -line 20
    +LINE 20
    "
  `);
});

it.each([
  // Seven lines between two changes keep them apart; of six, each change has three around it, and these touch.
  ["apart", [1, 9], ["@@ -1,4 +1,4 @@", "@@ -6,7 +6,7 @@"]],
  ["touching", [1, 8], ["@@ -1,11 +1,11 @@"]],
  ["at the end", [20], ["@@ -17,4 +17,4 @@"]],
])("hunks %s", (_, numbers, heads) => {
  expect(renderLineDiff("x", twenty.join(""), changed(...numbers)).match(/^@@.*$/gm)).toEqual(heads);
});

it("one line, without its end", () => {
  expect(renderLineDiff("x", "a=1", "a = 1")).toBe(
    "--- old/x\n+++ new/x\n@@ -1 +1 @@\n-a=1\n\\ No newline at end of file\n+a = 1\n\\ No newline at end of file\n",
  );
});
