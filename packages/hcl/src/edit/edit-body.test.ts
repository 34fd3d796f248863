import { describe, expect, it } from "vitest";
import { formatText } from "../format/format-text.ts";
import { applyEdits, type TextEdit } from "./apply-edits.ts";
import { appendBlock, removeAttribute, removeBlock, renameBlock, setAttribute } from "./edit-body.ts";
import { parseSyntax, type SyntaxTree } from "./syntax-tree.ts";

/** Edits a text and formats it. The edits are of its first block, or of the file where there is none. */
function edited(text: string, edit: (tree: SyntaxTree) => readonly (readonly TextEdit[])[]): string {
  const tree = parseSyntax(text, "x.hcl");
  expect(tree.diagnostics).toEqual([]);
  const after = formatText(applyEdits(text, edit(tree).flat()));
  expect(parseSyntax(after, "x.hcl").diagnostics).toEqual([]);
  return after;
}

describe("setting arguments", () => {
  it.each([
    ["a = 1 # c\n", "a  = 9 # c\nzz = 9\n"],
    ["a = 1", "a  = 9\nzz = 9\n"],
    ["# top\n\n# of a\na = [\n  1, # one\n] # c\n\nb {}\n", "# top\n\n# of a\na  = 9 # c\nzz = 9\n\nb {}\n"],
    ["a = <<EOT\n  x\nEOT\nb = 2\n", "a  = 9\nb  = 2\nzz = 9\n"],
    ["x = 1 /* é\n */ # c\ny {\n}\n", "x  = 1 /* é\n */ # c\na  = 9\nzz = 9\ny {\n}\n"],
    ["", "a  = 9\nzz = 9\n"],
    ["b {}\n", "a  = 9\nzz = 9\nb {}\n"],
  ])("at the top of %j", (before, after) => {
    expect(
      edited(before, (tree) => [setAttribute(tree, undefined, "a", "9"), setAttribute(tree, undefined, "zz", "9")]),
    ).toBe(after);
  });

  it.each([
    ["b {}\n", "b {\n  a = 9\n  z = 9\n}\n"],
    ["b { x = 1 }\n", "b {\n  x = 1\n  a = 9\n  z = 9\n}\n"],
    ["b { a = 1 }\n", "b {\n  a = 9\n  z = 9\n}\n"],
    ["b { # c\n}", "b { # c\n  a = 9\n  z = 9\n}"],
    ["b {\n  # only\n}\n", "b {\n  a = 9\n  z = 9\n  # only\n}\n"],
    ["b {\n  c {}\n}\n", "b {\n  a = 9\n  z = 9\n  c {}\n}\n"],
    ["b {\n  x = 1 # c\n\n  c {}\n}\n", "b {\n  x = 1 # c\n  a = 9\n  z = 9\n\n  c {}\n}\n"],
  ])("in the block %j", (before, after) => {
    expect(edited(before, (tree) => ["a", "z"].map((name) => setAttribute(tree, tree.body.blocks[0], name, "9")))).toBe(
      after,
    );
  });
});

it.each([
  ["# of a\na = 1 # c\nb = 2\n", "# of a\nb = 2\n"],
  ["b = 2\na = <<EOT\nx\nEOT\n", "b = 2\n"],
  ["b = 2\na = 1", "b = 2\n"],
])("removes an argument from %j", (before, after) => {
  const remove = (tree: SyntaxTree) => [...tree.body.attributes.values()].filter(({ name }) => name === "a");
  expect(edited(before, (tree) => remove(tree).map((item) => removeAttribute(tree, item)))).toBe(after);
});

it.each([
  ["a {\n  b = 1\n} # c\n\nd {}\n", "\nd {}\n"],
  ["a {}", ""],
])("removes the first block of %j", (before, after) => {
  expect(edited(before, (tree) => tree.body.blocks.slice(0, 1).map((block) => removeBlock(tree, block)))).toBe(after);
});

it("removes the only argument of a block on one line", () => {
  expect(
    edited("b { a = 1 }\n", (tree) => {
      const attribute = tree.body.blocks[0]?.body.attributes.get("a");
      return attribute ? [removeAttribute(tree, attribute)] : [];
    }),
  ).toBe("b {}\n");
});

describe("appending blocks", () => {
  it.each([
    ["", 'p "x" {\n  i = 1\n}\n'],
    ["a = 1", 'a = 1\n\np "x" {\n  i = 1\n}\n'],
    ["a {}\n# end\n", 'a {}\n# end\n\np "x" {\n  i = 1\n}\n'],
  ])("to the file %j", (before, after) => {
    expect(edited(before, (tree) => [appendBlock(tree, undefined, "p", ["x"], "i=1")])).toBe(after);
  });

  it.each([
    ["b {}\n", "b {\n  p {}\n  p {}\n}\n"],
    ["b { a = 1 }\n", "b {\n  a = 1\n\n  p {}\n\n  p {}\n}\n"],
    ["b {\n  a = 1\n  # end\n}\n", "b {\n  a = 1\n  # end\n\n  p {}\n\n  p {}\n}\n"],
  ])("twice to the block %j", (before, after) => {
    const append = (tree: SyntaxTree) => appendBlock(tree, tree.body.blocks[0], "p", [], "");
    expect(edited(before, (tree) => [append(tree), append(tree)])).toBe(after);
  });
});

it("renames a block", () => {
  expect(
    edited('source   "a"   b { # c\n  x = 1\n}\n', (tree) =>
      tree.body.blocks.map((block) => renameBlock(block, "data", ['"q"', "r"])),
    ),
  ).toBe('data "\\"q\\"" "r" { # c\n  x = 1\n}\n');
});

describe("edits as such", () => {
  const tree = parseSyntax("é = 1\nb = 2\n", "x.hcl");
  const edit = (start: number, end: number, text: string): TextEdit => ({ range: tree.rangeOf(start, end), text });

  it("count bytes, go by their places, and keep their order at the same place", () => {
    expect(applyEdits(tree.text, [edit(6, 7, "c"), edit(4, 5, "3"), edit(0, 0, "x"), edit(0, 0, "y")])).toBe(
      "xyé = 3\nc = 2\n",
    );
  });

  it("must not overlap, nor lie outside", () => {
    expect(() => applyEdits(tree.text, [edit(0, 3, ""), edit(2, 5, "")])).toThrow("Two edits overlap in line 1");
    expect(() => applyEdits("", [edit(0, 3, "")])).toThrow("An edit reaches beyond the text, to byte 4");
  });
});
