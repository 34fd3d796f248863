import { expect, it } from "vitest";
import { errorAt, warningAt } from "./diagnostic.ts";
import { renderDiagnostics } from "./diagnostic-text.ts";
import { parseExpression, parseFile } from "./syntax/parse-file.ts";
import { V } from "./value/value.ts";

function render(text: string): string {
  return renderDiagnostics(parseFile(text, "a.pkr.hcl").diagnostics, new Map([["a.pkr.hcl", text]]));
}

it("shows the place with a caret, and the detail wrapped", () => {
  expect(render('source "null" "x" {\n  a = [1 2]\n}\n')).toMatchInlineSnapshot(`
    "Error: Missing item separator

      on a.pkr.hcl line 2, in source "null" "x":
       2:   a = [1 2]
                   ^

    Expected a comma or the closing bracket, but found the number 2. Put a comma
    between two items.

    "
  `);
});

it("shows no byte order mark, which is not counted either", () => {
  expect(render("\uFEFFa = [1 2]\n").split("\n").slice(3, 5)).toEqual(["   1: a = [1 2]", "             ^"]);
});

it("lines the caret up behind tabs and wide characters", () => {
  expect(render('\ta = "日本語é" ; \n')).toMatchInlineSnapshot(`
    "Error: Invalid character

      on a.pkr.hcl line 1:
       1:     a = "日本語é" ;
                            ^

    Semicolons are not used here. Put each argument on a line of its own, without a
    character at its end.

    "
  `);
});

it("shows several in source order, and lines around the subject where they are few", () => {
  expect(render("b = {\n  c {\n  }\n}\na = )\n")).toMatchInlineSnapshot(`
    "Error: Block inside an object

      on a.pkr.hcl line 2:
       2:   c {
              ^

    Blocks cannot stand inside an object, which is what the "=" in front of its
    brace makes it. Write "=" between the key and the brace, or remove the one in
    front if a block is meant.

    Error: Invalid expression

      on a.pkr.hcl line 5:
       5: a = )
              ^

    Expected an expression, but found ")". Write a value here, for instance a quoted
    string.

    "
  `);
});

it.each([
  // The whole line fits, by one character.
  [100, 81, [`   1: ${"a".repeat(80)}X${"b".repeat(5)}`, `${" ".repeat(86)}^`]],
  [60, 1, [`   1: X${"b".repeat(45)} ...`, "      ^"]],
  [60, 81, [`   1: ... ${"a".repeat(40)}X${"b".repeat(5)}`, `${" ".repeat(50)}^`]],
])("on a screen of %i columns, with the fault in column %i", (screenWidth, column, lines) => {
  const text = `${"a".repeat(column - 1)}X${"b".repeat(column === 1 ? 85 : 5)}`;
  const place = (at: number) => ({ line: 1, column: at, byte: at - 1 });
  const range = { filename: "a", start: place(column), end: place(column + 1) };
  const shown = renderDiagnostics([errorAt(range, "Wide", "")], new Map([["a", text]]), { screenWidth });
  const [, ...found] = shown.split("\n").filter((line) => line.startsWith("  "));
  expect(found).toEqual(lines);
  expect(Math.max(...found.map((line) => line.length))).toBeLessThanOrEqual(screenWidth);
});

it("shows what the expression read", () => {
  const text = "var.list[var.at]";
  const variables = new Map([["var", V.object({ list: V.tuple([V.string("a")]), at: V.number(7) })]]);
  const { diagnostics } = parseExpression(text, "x.hcl").value.evaluate({ variables, functions: new Map() });
  expect(renderDiagnostics(diagnostics, new Map([["x.hcl", text]]))).toMatchInlineSnapshot(`
    "Error: Invalid index

      on x.hcl line 1:
       1: var.list[var.at]
                   ^^^^^^

    with var.list as tuple with 1 element,
         var.at as 7.

    This tuple has no element with the index 7. It has one element, whose index is
    0.

    "
  `);
});

it("does without a place, a text or a detail", () => {
  const at = { filename: "b.hcl", start: { line: 3, column: 1, byte: 9 }, end: { line: 3, column: 4, byte: 12 } };
  const all = [
    warningAt(undefined, "Something to know", "", { suggestion: "thing" }),
    errorAt(at, "Something wrong", "Put it right."),
    errorAt(undefined, "Unset", "", {
      readings: [
        { reference: "var.a", rendering: "null" },
        { reference: "var.b", rendering: '"x"' },
      ],
    }),
  ];
  expect(renderDiagnostics(all, new Map())).toMatchInlineSnapshot(`
    "Error: Something wrong

      on b.hcl line 3:
      (source code not available)

    Put it right.

    Warning: Something to know

    Did you mean "thing"?

    Error: Unset

    with var.a set to null,
         var.b as "x".

    "
  `);
});

it("shows the beginning of a long subject, and a caret where a line is missing", () => {
  const text = `a = [\n${"  1,\n".repeat(20)}  x y\n]\n`;
  const end = { line: 22, column: 2, byte: text.length };
  const range = { filename: "a", start: { line: 1, column: 5, byte: 4 }, end };
  const lines = renderDiagnostics([errorAt(range, "Long", "")], new Map([["a", text]])).split("\n");
  expect(lines.filter((line) => /^ +\d+:/.test(line))).toHaveLength(12);
  const behind = { filename: "a", start: end, end };
  expect(renderDiagnostics([errorAt(behind, "Behind", "")], new Map([["a", "a = [\n"]]))).toMatchInlineSnapshot(`
    "Error: Behind

      on a line 22:
      22:
          ^

    "
  `);
});
