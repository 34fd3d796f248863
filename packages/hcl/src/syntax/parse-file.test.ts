import { expect, it } from "vitest";
import { parseFile } from "./parse-file.ts";

/** The errors of a file, each as "line:column summary". */
function errorsOf(text: string | Uint8Array): readonly string[] {
  return parseFile(text, "t.pkr.hcl")
    .diagnostics.map((d) => ({ at: d.subject?.start, summary: d.summary }))
    .map(({ at, summary }) => `${at?.line}:${at?.column} ${summary}`);
}

function namesOf(text: string): readonly string[] {
  const { body } = parseFile(text, "t.pkr.hcl").file;
  return [...body.attributes().value.keys()];
}

it.each([
  ["a = 1\n"],
  ["a = 1"],
  ["# only a comment"],
  ["\uFEFFa = 1\n"],
  ["a = 1 // comment\r\nb = 2 # comment\r\n"],
  ["a /* x */ = /* y */ 1 /* z */\n"],
  ['block label "label" {\n}\n'],
  ["block {}\n"],
  ["block { a = 1 }\n"],
  ["a-b_c = d-e\n"],
  ["a = [\n  1,\n  2,\n]\n"],
  ['a = {\n  b = 1, c : 2\n  "d" = 3\n  (e) = 4\n}\n'],
  ["a = {\n\n  # comment\n  b = 1 # comment\n}\n"],
  ["a = f(\n  1,\n  2...\n)\n"],
  ["a = f(1,)\n"],
  ["a = (1 +\n  2)\n"],
  ["a = <<EOT\nfoo ${b} \\n\n  EOT  \nc = 1\n"],
  ["a = <<-EOT\r\n  foo\r\n  EOT\r\n"],
  ['a = "${ b["c"] } ${\n d \n} $${x} %%{y} $$ %"\n'],
  ['a = "%{ if b }x%{ else }y%{ endif }%{ for k, v in c ~} ${v} %{~ endfor }"\n'],
  ["a = [for k, v in b : k if v]\nc = {for v in b : v => v...}\n"],
  ["a = b.c[0].d[*].e.*.f\n"],
  ["a = a::b(1)\n"],
  ["a = b.** c\n"],
  ["a = b<<<EOT\n1\nEOT\n"],
  ["a = b ? c : d ? e : f\n"],
  ["for = 1\nif = 2\nnull = 3\n"],
  ["a = [<<A\nx\nA\n, 2]\n"],
])("accepts %j", (text) => {
  expect(errorsOf(text)).toEqual([]);
});

it.each([
  // Quotes, heredocs and brackets that nothing closes: the opener is at fault.
  ['a = "foo\nb = 1\n', ["1:5 Unclosed quoted string"]],
  ['a = "b\n  c\n"\nd = 1\n', ["1:5 Unclosed quoted string"]],
  ['a = "${foo"\nb = 1\n', ["1:6 Unclosed template sequence"]],
  ["a = <<EOT\nfoo\n", ["1:5 Unclosed heredoc"]],
  ["a = <<EOT\nfoo\nEOT", ["1:5 Unclosed heredoc"]],
  ["a = <<EOT \nfoo\nEOT\n", ["1:5 Invalid heredoc introducer"]],
  ['a = <<"EOT"\nb = 1\n', ["1:5 Invalid heredoc introducer"]],
  ["a = [\n  1\nb = 2\n", ["1:5 Unclosed bracket"]],
  ["a = [\n  1,\nb = 2\n", ["1:5 Unclosed bracket"]],
  ["a = f(1,\n  2\nb = 2\n", ["1:6 Unclosed bracket"]],
  ["x {\n  a = (1\n}\nb = 2\n", ["2:7 Unclosed bracket"]],
  ["a {\n  b = 1\n", ["1:1 Unclosed block"]],
  ["a {\n  b {\n", ["2:3 Unclosed block"]],
  ["a {\n  b = {\n    c = 1\n  d = 1\n}\ne {\n}\n", ["2:7 Unclosed brace"]],
  ["a = 1 /* b\n", ["1:7 Unclosed comment"]],
  // One thing taken for another.
  ["a = 1, b = 2\n", ["1:6 Unexpected comma after argument"]],
  ["a = 1;\nb = 2;\n", ["1:6 Invalid character", "2:6 Invalid character"]],
  ["a = 'b'\n", ["1:5 Invalid quotation marks"]],
  ["a = \u201Cb\u201D\n", ["1:5 Invalid quotation marks"]],
  ["a = ${b}\n", ["1:5 Template sequence outside of quotes"]],
  ["a: 1\n", ["1:2 Invalid argument"]],
  ["a == 1\n", ["1:3 Invalid argument"]],
  ["a.b = 1\n", ["1:2 Invalid argument name"]],
  ['"a" = 1\n', ["1:1 Invalid argument name"]],
  ["a b = {\n}\n", ["1:5 Unexpected equals sign in block header"]],
  ["a\n{\n  b = 1\n}\n", ["2:1 Opening brace on its own line"]],
  ["a = {\n  b {\n  }\n}\n", ["2:5 Block inside an object"]],
  ['a "${b}" {\n}\n', ["1:4 Template sequence in block label"]],
  ["a { b = 1, c = 2 }\n", ["1:10 Invalid single-line block"]],
  ["a { b {} }\n", ["1:5 Invalid single-line block"]],
  ["a {} b {}\n", ["1:6 Missing newline after block"]],
  ["a = b c\n", ["1:7 Missing newline after argument"]],
  ["a\n", ["1:1 Argument or block expected"]],
  ["= 1\n", ["1:1 Argument or block expected"]],
  ["}\na = 1\n", ["1:1 Unexpected closing brace"]],
  ["a = 1\na = 2\n", ["2:1 Attribute redefined"]],
  // Inside expressions.
  ["a =\nb = 1\n", ["1:4 Missing expression"]],
  ["a = )\n", ["1:5 Invalid expression"]],
  ["a = b ? c\n", ["1:10 Missing second value in conditional"]],
  ["a = [1 2]\n", ["1:8 Missing item separator"]],
  ["a = {b = 1 c = 2}\n", ["1:12 Missing item separator"]],
  ["a = {b = 1,, c = 2}\n", ["1:12 Unexpected comma"]],
  ["a = {b}\n", ["1:7 Missing value in object"]],
  ["a = f(1 2)\n", ["1:9 Missing argument separator"]],
  ["a = f(b..., c)\n", ["1:11 Expanded argument is not the last one"]],
  ["a = 1.2.3\n", ["1:5 Invalid number"]],
  ["a = .5\n", ["1:5 Invalid number"]],
  ["a = b.0.1\n", ["1:7 Invalid index"]],
  ["a = b.\n", ["1:7 Invalid attribute name"]],
  ["a = b & c\n", ["1:7 Unsupported operator"]],
  ["a = b ** c\n", ["1:7 Unsupported operator"]],
  ["a = b.*.c.*.d\n", ["1:11 Nested splat not allowed"]],
  ["a = [for b : b]\n", ["1:12 Invalid for-expression"]],
  ["a = {for b in c : b}\n", ["1:20 Invalid for-expression"]],
  ["a = [for b in c : b => b]\n", ["1:21 Invalid for-expression"]],
  ['a = "\\q"\n', ["1:6 Invalid escape sequence"]],
  ['a = "\\ud83d"\n', ["1:6 Invalid escape sequence"]],
  ['a = "${}"\n', ["1:8 Missing expression"]],
  ['a = "${b c}"\n', ["1:10 Extra characters in template sequence"]],
  ['a = "%{ if b }c"\n', ["1:6 Unclosed template directive"]],
  ['a = "%{ endif }"\n', ["1:6 Unexpected template directive"]],
  ['a = "%{ elseif b }"\n', ["1:9 Invalid template directive"]],
  // Characters.
  ["a = 1\rb = 2\n", ["1:6 Invalid character"]],
  ["a\u00A0= 1\n", ["1:2 Invalid character"]],
  ["a = \\x81\n", ["1:5 Invalid character"]],
])("reports in %j", (text, wanted) => {
  expect(errorsOf(text)).toEqual(wanted);
});

it("finds the errors behind an error, and keeps what could be read", () => {
  const text = 'a = [1, 2\nb = 3\nc = 1 2\nd = "x"\ne {\n  f = \n  g = 1\n}\nh = )\ni = 9\n';
  expect(errorsOf(text)).toMatchInlineSnapshot(`
    [
      "1:5 Unclosed bracket",
      "3:7 Missing newline after argument",
      "6:7 Missing expression",
      "9:5 Invalid expression",
    ]
  `);
  expect(namesOf(text)).toEqual(["a", "b", "c", "d", "h", "i"]);
});

it("reports bytes that are no UTF-8, where they are", () => {
  const bytes = new Uint8Array([...Buffer.from('a = "é'), 0xff, ...Buffer.from('" + )\n')]);
  const { diagnostics } = parseFile(bytes, "t.pkr.hcl");
  expect(diagnostics.map((d) => [d.summary, d.subject?.start])).toEqual([
    ["Invalid character encoding", { line: 1, column: 7, byte: 7 }],
  ]);
});

it("counts columns in grapheme clusters and offsets in bytes", () => {
  const { file } = parseFile('a = 1\n"👩‍👩‍👧‍👦é" = b\n  ñ = c\n', "t.pkr.hcl");
  const { expression, nameRange } = file.body.attributes().value.get("ñ") ?? {};
  expect(nameRange?.start).toEqual({ line: 3, column: 3, byte: 42 });
  expect(expression?.range.start).toEqual({ line: 3, column: 7, byte: 47 });
});

it("says where the parts of a block stand", () => {
  const text = 'source "null" x {\n  a = 1\n}\n';
  const { value } = parseFile(text, "t.pkr.hcl").file.body.content({
    attributes: [],
    blocks: [{ type: "source", labels: ["type", "name"] }],
  });
  const [block] = value.blocks;
  const columns = [block?.typeRange, ...(block?.labelRanges ?? []), block?.headerRange].map((r) => [
    r?.start.column,
    r?.end.column,
  ]);
  expect(columns).toEqual([
    [1, 7],
    [8, 14],
    [15, 16],
    [1, 16],
  ]);
  expect(block?.range.end).toEqual({ line: 3, column: 2, byte: 27 });
  expect(block?.body.missingRange).toEqual(block?.headerRange);
});
