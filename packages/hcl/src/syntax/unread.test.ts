// What is in doubt after a syntax error: which parts of the file, and which bodies may hold more than was read.

import { describe, expect, test } from "vitest";
import type { Body } from "./contract.ts";
import { parseJsonFile } from "./json/parse-json-file.ts";
import { parseFile } from "./parse-file.ts";

const schema = {
  attributes: [],
  blocks: ["a", "b", "c"].map((type) => ({ type, labels: [] })),
};

/** The blocks of a body with "?" behind those that may hold more, and the lines that are in doubt. */
function doubts(text: string, parse = parseFile): string {
  const { file } = parse(text, "f");
  const names = (body: Body): string =>
    body
      .partial(schema)
      .value.blocks.map((block) => {
        const inner = names(block.body);
        return `${block.type}${block.body.isIncomplete ? "?" : ""}${inner === "" ? "" : `(${inner})`}`;
      })
      .join(" ");
  const lines = file.unread.map(({ start, end }) => `${start.line}-${end.line}`);
  return `${file.body.isIncomplete ? "? " : ""}${names(file.body)}; ${lines.join(" ")}`;
}

describe("native syntax", () => {
  test.each([
    ["nothing wrong", "a {\n  x = 1\n}\n", "a; "],
    ["a value on one line", "a {\n  x = = 1\n  y = 2\n}\nb {\n}\n", "a b; 2-2"],
    ["an escape in a string", 'a {\n  x = "\\q"\n}\n', "a; 2-2"],
    ["a list that nothing closes", "a {\n  x = [1,\n  y = 2\n}\n", "a; 2-2"],
    ["neither argument nor block", "a {\n  x 1\n  b {\n  }\n}\n", "a?(b); 2-2"],
    ["a block that nothing closes", "a {\n  b {\n    x = 1\n}\nb {\n}\nc {\n}\n", "? a?(b) b c; 1-4"],
    ["two of them", "a {\n  x = 1\nb {\n  x = 1\nc {\n}\n", "? a? b? c; 1-2 3-4"],
    ["one whose content is not indented", "a {\nb {\n}\nc {\n}\n", "? a?(b c); 1-5"],
    ["a brace too many", "a {\n  x = 1\n  }\n  c {\n  }\n}\nb {\n}\n", "? a? c? b; 1-6"],
    ["a label that nothing closes", 'a {\n  b "x {\n    x = 1\n  }\n  c {\n  }\n}\n', "a?(c); 2-4"],
    ["a type that took in the brace", "<<X {\n  x = 1\n  c {\n  }\n}\nb {\n}\n", "? b; 1-5"],
    ["a header without its brace, nothing indented", "a\nx = 1\nc {\n}\n}\nb {\n}\n", "? c? b; 1-1 1-5"],
    ["a brace too many at the end", "a {\n}\n}\n", "? a?; 1-3"],
  ])("%s", (_, text, expected) => {
    expect(doubts(text)).toBe(expected);
  });
});

describe("JSON syntax", () => {
  test.each([
    ["a comma too many hides nothing", '{ "a": {},\n"b": {}, }', "a b; "],
    ["where reading stops", '{ "a": {},\n"b": { "x": ; },\n"c": {} }', "? a b?; 2-3"],
    ["brackets that do not match", '{ "a": {},\n"b": { "x": [1 } }', "? a? b?; 1-2"],
  ])("%s", (_, text, expected) => {
    expect(doubts(text, parseJsonFile)).toBe(expected);
  });
});

test("errors behind a block that nothing closes are reported once, each other one that is not closed as well", () => {
  const { diagnostics } = parseFile("a {\n  x = 1\nb {\n  x = = 1\n}\nc {\n  y = 1\n", "f");
  expect(diagnostics.map(({ summary, subject }) => `${subject?.start.line} ${summary}`)).toEqual([
    "1 Unclosed block",
    "4 Invalid expression",
    "6 Unclosed block",
  ]);
});

test.each([
  [
    "the lines of a list whose bracket is missing",
    'a = ]\n  "x",\n  "y",\n]\nb = = 1\n',
    ["1 Invalid expression", "5 Invalid expression"],
  ],
  [
    "a comment behind the marker of a heredoc",
    "a = <<EOT # why\n  - $x\n  EOT\nb = = 1\n",
    ["1 Invalid heredoc introducer", "4 Invalid expression"],
  ],
  [
    "a quote that took in a brace of a list",
    'a = [\n  for "x in y : {\n    z = 1\n    u = 2\n  }\n  if x\n]\nz = = 1\n',
    ["2 Unclosed quoted string", "8 Invalid expression"],
  ],
  [
    "a brace in place of a heredoc's opener",
    "a {\n  b {\n    x = }\n      ${y}\n    EOT\n  }\n}\n",
    ["4 Template sequence outside of quotes", "3 Invalid expression"],
  ],
  [
    "a heredoc without its opener",
    'a = \n%{ if b ~}\n  echo "$x" ${y}\n  %{ endif ~}\nEOF\nb = = 1\n',
    ["1 Missing expression", "6 Invalid expression"],
  ],
  [
    "a quote in front of a heredoc",
    'a = "<<EOT\n${x\nEOT\nb = = 1\n',
    ["1 Unclosed quoted string", "4 Invalid expression"],
  ],
  [
    "a quote in a list that has for",
    'a {\n  x = [\n    for y in z : y\n    if y\n  ]\n  u = merge({ "\n  })\n}\n',
    ["6 Unclosed quoted string"],
  ],
  ["names in quotes", '"a" = 1\n"b" = 2\n', ["1 Invalid argument name", "2 Invalid argument name"]],
])("errors next to each other: %s", (_, text, expected) => {
  const { diagnostics } = parseFile(text, "f");
  expect(diagnostics.map(({ summary, subject }) => `${subject?.start.line} ${summary}`)).toEqual(expected);
});
