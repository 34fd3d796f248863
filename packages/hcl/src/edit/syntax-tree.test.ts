import { describe, expect, it } from "vitest";
import { itemsAt } from "./items-at.ts";
import { parseSyntax } from "./syntax-tree.ts";
import { type SyntaxItem, walkSyntax } from "./walk-syntax.ts";

const text = `# é
source "null" "a" {
  host = "é-\${var.hosts[0].name}"
  sub { n = f(1, [for x in y : x if !z]...) }
}
`;
const tree = parseSyntax(text, "a.pkr.hcl");

function nameOf({ k, item }: SyntaxItem): string {
  switch (k) {
    case "block":
      return `block ${[item.type, ...item.labels].join(".")}`;
    case "attribute":
      return `argument ${item.name}`;
    case "expression":
      return item.k;
  }
}

it("gives everything in source order", () => {
  expect([...walkSyntax(tree.body)].map(nameOf).join(" | ")).toBe(
    "block source.null.a | argument host | template | string | attribute | index | attribute | root | number | block sub | argument n | call | number | for | root | root | unary | root",
  );
});

describe("finds what stands at", () => {
  it.each([
    [1, 1, ""],
    [2, 1, "block source.null.a"],
    [3, 3, "block source.null.a, argument host"],
    [3, 11, "block source.null.a, argument host, template, string"],
    [3, 16, "block source.null.a, argument host, template, attribute, index, attribute, root"],
    [3, 26, "block source.null.a, argument host, template, attribute, index, number"],
    [4, 15, "block source.null.a, block sub, argument n, call, number"],
    [5, 3, ""],
  ])("line %d, column %d", (line, column, found) => {
    expect(itemsAt(tree, { line, column }).map(nameOf).join(", ")).toBe(found);
  });
});

it("has comments among its tokens, and their places", () => {
  const comments = tree.tokens.filter(({ k }) => k === "comment");
  expect(comments.map(({ start, end }) => tree.rangeOf(start, end))).toMatchObject([
    { start: { line: 1, column: 1, byte: 0 }, end: { line: 2, column: 1, byte: 5 } },
  ]);
});
