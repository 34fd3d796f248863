import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJsonFile } from "./json/parse-json-file.ts";
import { parseExpression, parseFile, parseTemplate } from "./parse-file.ts";

const scope = { variables: new Map(), functions: new Map() };

const template = `packer {
  required_plugins {
    docker = { source = "github.com/hashicorp/docker", version = ">= 1.0.0" }
  }
}
locals {
  names = [for k, v in var.m : "\${k}-\${v[0]}" if v != null]
  text  = <<-EOT
    %{ for n in local.names ~}
    - \${n}
    %{ endfor ~}
  EOT
}
source "docker" "x" {
  image  = var.image == "" ? "debian" : var.image // comment
  commit = !false && (1 + 2 * 3 >= 4)
  tags   = { "a" = data.x.y[*].z, b : upper("c")... }
}
build { sources = ["source.docker.x"] }
`;
const json = '{"source": {"null": {"a": {"x": ["\\u00e9", 1.5e3, true, null, "${var.x}"]}}}, "//": "c"}';
const pieces = [
  "{",
  "}",
  "[",
  "]",
  "(",
  ")",
  '"',
  "${",
  "%{",
  "~}",
  "<<EOT\n",
  "EOT\n",
  "\n",
  "=",
  ",",
  ".",
  "*",
  "...",
  "for",
  " if ",
  "a",
  "1",
  ":",
  "?",
  "#",
  "/*",
  "\\",
  "é",
  "$${",
];

function readAll(text: string | Uint8Array): void {
  const { file } = parseFile(text, "a.hcl");
  const { value } = file.body.attributes();
  for (const attribute of value.values()) attribute.expression.evaluate(scope);
  file.body.variables();
  parseExpression(text, "a.hcl").value.evaluate(scope);
  parseTemplate(text, "a.hcl").value.evaluate(scope);
  const { body } = parseJsonFile(text, "a.json").file;
  for (const attribute of body.attributes().value.values()) attribute.expression.evaluate(scope);
  body.variables();
}

/** A text with some of its stretches replaced. */
const mutated = (text: string) =>
  fc
    .array(fc.tuple(fc.nat(text.length), fc.nat(6), fc.oneof(fc.constantFrom(...pieces), fc.constant(""))), {
      maxLength: 6,
    })
    .map((edits) => edits.reduce((t, [at, length, piece]) => t.slice(0, at) + piece + t.slice(at + length), text));

describe("whatever it is given, parsing comes back", () => {
  it("from random bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), readAll), { numRuns: 300 });
  });
  it("from the language's own tokens in any order", () => {
    const tokens = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((list) => list.join(""));
    fc.assert(fc.property(tokens, readAll), { numRuns: 500 });
  });
  it("from a template with things replaced in it", () => {
    fc.assert(fc.property(mutated(template), readAll), { numRuns: 300 });
  });
  it("from JSON with things replaced in it", () => {
    fc.assert(fc.property(mutated(json), readAll), { numRuns: 300 });
  });
});

it("gives every diagnostic a place in the file and a detail that ends as a sentence", () => {
  fc.assert(
    fc.property(mutated(template), (text) => {
      const end = Buffer.byteLength(text);
      for (const d of parseFile(text, "a.hcl").diagnostics) {
        expect(d.subject?.end.byte).toBeLessThanOrEqual(end);
        expect(d.summary).not.toMatch(/\.$/);
        expect(d.detail).toMatch(/\S\.$/);
      }
    }),
    { numRuns: 300 },
  );
});

it("leaves nothing unread without a word", () => {
  fc.assert(
    fc.property(mutated(template), mutated(json), (text, jsonText) => {
      for (const { file, diagnostics } of [parseFile(text, "a.hcl"), parseJsonFile(jsonText, "a.json")])
        expect(diagnostics.length > 0 || (file.unread.length === 0 && !file.isCutOff)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

const deep = 20_000;
it.each([
  ["(", "("],
  ["[ ]", "["],
  ["objects", "{a="],
  ["calls", "f("],
  ["not", "!"],
  ["conditionals", "true ? 1 : "],
  ["interpolations", '"${'],
  ["for", "[for x in "],
  ["splats", "a[*]"],
])("gives one diagnostic for nesting without end: %s", (_name, piece) => {
  const { diagnostics } = parseExpression(piece.repeat(deep), "a.hcl");
  expect(diagnostics).toHaveLength(1);
});

it.each([
  ["sums", `1${"+1".repeat(deep)}`],
  ["attributes", `a${".b".repeat(deep)}`],
  ["indexes", `a${"[0]".repeat(deep)}`],
])("reads chains of any length: %s", (_name, text) => {
  const { value, diagnostics } = parseExpression(text, "a.hcl");
  value.evaluate(scope);
  expect(diagnostics).toEqual([]);
});

it("reads blocks and JSON up to the nesting limit, and reports what is deeper", () => {
  const blocks = (n: number) => parseFile(`${"a {\n".repeat(n)}${"}\n".repeat(n)}`, "a.hcl").diagnostics.length;
  const arrays = (n: number) => parseJsonFile(`{"a": ${"[".repeat(n)}${"]".repeat(n)}}`, "a.json").diagnostics.length;
  expect([blocks(150), blocks(300), arrays(150), arrays(deep)]).toEqual([0, 1, 0, 1]);
});
