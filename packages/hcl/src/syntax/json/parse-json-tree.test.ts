import { expect, it } from "vitest";
import type { JsonNode } from "./json-node.ts";
import { parseJsonTree } from "./parse-json-tree.ts";

function plain(node: JsonNode): unknown {
  switch (node.k) {
    case "object":
      return node.properties.map(({ name, value }) => [name.value, plain(value)]);
    case "array":
      return node.items.map(plain);
    case "number":
      return `n${node.text}`;
    case "string":
    case "bool":
      return node.value;
    default:
      return node.k;
  }
}

it.each([
  ["true", true],
  [" [1, -2.50e+3, 0] ", ["n1", "n-2.50e+3", "n0"]],
  [
    '{"b": null, "a": {}, "b": []}',
    [
      ["b", "null"],
      ["a", []],
      ["b", []],
    ],
  ],
  ['"\\u00e9\\ud83d\\ude00\\n\\/\\"\\ud83d"', 'é😀\n/"\uFFFD'],
  ['\uFEFF{"a":"ü"}', [["a", "ü"]]],
])("reads %j", (text, wanted) => {
  const { value, diagnostics } = parseJsonTree(text, "t.json");
  expect(diagnostics).toEqual([]);
  expect(plain(value)).toEqual(wanted);
});

it.each([
  ["", "1:1 Missing JSON value", "broken"],
  ["{}{}", "1:3 Extra characters after JSON value", []],
  ["[1, 2,]", "1:6 Trailing comma in JSON", ["n1", "n2"]],
  ['{"a": 1,}', "1:8 Trailing comma in JSON", [["a", "n1"]]],
  ["[1,,2]", "1:4 Extra comma in JSON", ["n1"]],
  ["[1 2]", "1:3 Missing comma in JSON", ["n1", "n2"]],
  ["{'a': 1}", "1:2 Invalid quotation marks", [["a", "n1"]]],
  ["{a: 1}", "1:2 Property name without quotes", [["a", "n1"]]],
  ['{"a" = 1}', "1:6 Missing colon in JSON", [["a", "n1"]]],
  ['{"a" 1}', "1:6 Missing colon in JSON", []],
  ['{"a": }', "1:7 Invalid JSON value", [["a", "broken"]]],
  ["[1] // x", "1:5 Comment in JSON", ["n1"]],
  ["# x\n[1 /* y */]", "1:1 Comment in JSON|2:4 Comment in JSON", ["n1"]],
  ["[01]", "1:2 Invalid JSON number", ["broken"]],
  ["[+1]", "1:2 Invalid JSON number", ["broken"]],
  ["[.5]", "1:2 Invalid JSON number", ["broken"]],
  ["[1.]", "1:2 Invalid JSON number", ["broken"]],
  ["[0x1]", "1:2 Invalid JSON number", ["broken"]],
  ["[NaN]", "1:2 Invalid JSON number", ["broken"]],
  [
    "[True, undefined, x]",
    "1:2 Invalid JSON value|1:8 Invalid JSON value|1:19 Invalid JSON value",
    ["broken", "broken", "broken"],
  ],
  [
    '{"a": hello world, "b": 1}',
    "1:7 Invalid JSON value",
    [
      ["a", "broken"],
      ["b", "n1"],
    ],
  ],
  [
    '{"a": "b" zzz, "c": 1}',
    "1:10 Missing comma in JSON",
    [
      ["a", "b"],
      ["c", "n1"],
    ],
  ],
  [
    '{"a": zzz\n"b": 1}, "c": 2}',
    "1:7 Invalid JSON value",
    [
      ["a", "broken"],
      ["b", "n1"],
    ],
  ],
  ['["a\n]', "1:2 Unclosed string in JSON", ["a"]],
  ['{"a": "b', "1:7 Unclosed string in JSON", [["a", "b"]]],
  ['["a\tb\\q"]', "1:4 Control character in JSON string|1:6 Invalid escape sequence", ["a\tb\\q"]],
  ['{"a": [1}', "1:9 Mismatched bracket in JSON", [["a", ["n1"]]]],
  ['{"a": [1', "1:7 Unclosed bracket in JSON", [["a", ["n1"]]]],
])("reports in %j: %s", (text, wanted, read) => {
  const { value, diagnostics } = parseJsonTree(text, "t.json");
  const found = diagnostics.map((d) => `${d.subject?.start.line}:${d.subject?.start.column} ${d.summary}`);
  expect(found.join("|")).toBe(wanted);
  expect(plain(value)).toEqual(read);
});

it("keeps the place of every name and value, also inside strings with escapes", () => {
  const { value } = parseJsonTree('{\n  "é": "\\u00e9x"\n}', "t.json");
  const property = value.k === "object" ? value.properties[0] : undefined;
  if (property?.value.k !== "string") throw new Error("a string was expected");
  const { name, value: text } = property;
  expect(name.range).toMatchObject({ start: { line: 2, column: 3, byte: 4 }, end: { line: 2, column: 6, byte: 8 } });
  expect(text.positionAt(0)).toEqual({ line: 2, column: 9, byte: 11 });
  expect(text.positionAt(1)).toEqual({ line: 2, column: 15, byte: 17 });
});
