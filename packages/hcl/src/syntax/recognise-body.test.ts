import { expect, it } from "vitest";
import { parseNativeBody } from "./parse-native.ts";
import { isSurelyRight } from "./recognise-body.ts";
import { scanTokens } from "./scan-tokens.ts";
import { SourceText } from "./source-text.ts";

function isSure(text: string): boolean {
  const source = SourceText.from(text, "");
  const { tokens, diagnostics } = scanTokens(source);
  return diagnostics.length === 0 && isSurelyRight(text, tokens);
}

it.each([
  "",
  "\n# only a comment\n/* and another */",
  'a = 1\nb = "x"\nc = true\n',
  'b "x" y {\n  a = 1 # c\n  c {}\n\n  d { e = 2 }\n}',
  'a = [1, -2.5, !b.c, f(x...), g(1, [2],), {}, { k = 1, "l" : 2\n (m) = 3 }, (\n1\n)]',
  'a = b ? c["d"][0] : e[*].f && g != h\n',
  'a = "${b}-${upper("c${d}")}\\n\\"\\\\" \n',
  "a = <<-EOT\n  x ${b}\n  EOT\n",
  "a = [for x in y : x if x]\nb = {for k, v in y : k => v... if v}\n",
  "a = core::f(1)\n",
])("is sure of %j", (text) => {
  expect(isSure(text)).toBe(true);
  expect(parseNativeBody(text, "").diagnostics).toEqual([]);
});

it.each([
  "a",
  "a =",
  "a = 1 b = 2",
  "a = 1\na = 2",
  "a {",
  "a { b = 1\n}",
  "a { b = 1, c = 2 }",
  'a "${b}" {}',
  '"a" = 1',
  "a = [1 2]",
  "a = {b = 1 c = 2}",
  "a = [for x in y : x => 1]",
  "a = {for x in y : x}",
  "a = [for x in y : x...]",
  "a = (1",
  "a = 1 +",
  "a = 1 ? 2",
  "a = b.",
  "a = 1.2.3",
  'a = "\\q"',
  'a = "\\\\\\q"',
  "a = b::c",
  "a = f(b..., c)",
  "a =\n1",
  `a = ${"-".repeat(300)}1`,
  `a = ${"(".repeat(300)}1${")".repeat(300)}`,
  `a = b${"[*]".repeat(300)}`,
  `a = ${"b ? c : ".repeat(300)}d`,
])("doubts %j, which is wrong", (text) => {
  expect(isSure(text)).toBe(false);
  expect(parseNativeBody(text, "").diagnostics).not.toEqual([]);
});

it.each(['a = "%{ if b }c%{ endif }"', "a = b.*.c", "a = b.0", "a = 1e3", 'a = "\\u00e9"', "a = --1"])(
  "leaves %j to the parser, which takes it",
  (text) => {
    expect(isSure(text)).toBe(false);
    expect(parseNativeBody(text, "").diagnostics).toEqual([]);
  },
);
