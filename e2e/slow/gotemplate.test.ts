// @ingot/gotemplate against Go's own text/template, on templates that fit their data more often than not.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTemplate, render, TemplateError, type TemplateFunctions } from "../../packages/gotemplate/src/index.ts";

const source = fileURLToPath(new URL("go-templates/main.go", import.meta.url));
const go = ["go", "/usr/local/go/bin/go"].find((command) => spawnSync(command, ["version"]).status === 0);

const data = {
  s: "héllo",
  q: "a\"b'<&>`\n\t\u0001😀",
  e: "",
  n: 3,
  z: 0,
  neg: -7,
  big: 123456789012345,
  f: 1.5,
  yes: true,
  no: false,
  nil: null,
  m: { b: 1, a: "x", deep: { k: "v" }, nil: null },
  em: {},
  l: [1, "a", null, 2.5],
  li: [1, 2, 3],
  el: [],
  lm: [{ k: 1 }, { k: 2 }],
};

const functions: TemplateFunctions = {
  upper: { parameters: ["string"], run: (text) => String(text).toUpperCase() },
  add: { parameters: ["int", "int"], run: (a, b) => Number(a) + Number(b) },
  flip: { parameters: ["bool"], run: (a) => !a },
  join: { parameters: ["string"], variadic: "string", run: (first, ...rest) => String(first) + rest.join("+") },
};

type Text = fc.Arbitrary<string>;

/** Pieces with something between them: `words\`len ${list}\``. */
function words(texts: TemplateStringsArray, ...parts: readonly Text[]): Text {
  return fc.tuple(...parts).map((values) => texts.reduce((out, text, i) => out + values[i - 1] + text));
}

const verb = fc
  .tuple(
    fc.stringMatching(/^[#0+ -]{0,3}$/),
    fc.constantFrom("", "", "5", "12", "[1]", "*"),
    fc.constantFrom("", "", ".3", ".0", "."),
    // Not p: it prints addresses.
    fc.constantFrom(..."vdsqxXobOcUtTeEfFgGwz!%"),
  )
  .map(([flags, width, precision, letter]) => `%${flags}${width}${precision}${letter}`);
const format = fc
  .array(fc.oneof(verb, fc.constantFrom("a", " ", "%%", "|")), { maxLength: 4 })
  .map((f) => `"${f.join("")}"`);

const expressions = fc.letrec<Record<"string" | "int" | "float" | "bool" | "list" | "map" | "any", string>>((tie) => {
  const [string, int, float, bool, list, map, any] = (
    ["string", "int", "float", "bool", "list", "map", "any"] as const
  ).map((name) => tie(name)) as [Text, Text, Text, Text, Text, Text, Text];
  const oneOf = (leaves: readonly string[], ...calls: readonly Text[]): Text =>
    fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom(...leaves),
      ...calls.map((call) => words`(${call})`),
    );
  return {
    string: oneOf(
      [".s", ".q", ".e", ".m.a", "$.m.deep.k", '"a"', "`raw`", '"\\u00e9\\x41\\101"', '"zz"'],
      words`upper ${string}`,
      words`join ${string} ${string}`,
      words`print ${any} ${any}`,
      words`println ${any}`,
      words`html ${any}`,
      words`js ${any}`,
      words`${any} | urlquery`,
      words`printf ${format} ${any} ${any}`,
      words`slice ${string} 0`,
      words`or ${string} ${string}`,
    ),
    int: oneOf(
      [".n", ".z", ".neg", ".big", ".m.b", "0", "-1", "0x1F", "'a'", "1_000", "017", "0b101"],
      words`add ${int} ${int}`,
      words`len ${fc.oneof(string, list, map)}`,
      words`${int} | add ${int}`,
      words`index .li 1`,
    ),
    float: oneOf([".f", "1.5", "-2.25", "1e100", ".5", "123456789.0", "0x1p4", "3.0"], words`or ${float} ${float}`),
    bool: oneOf(
      [".yes", ".no", "true", "false"],
      words`not ${any}`,
      words`flip ${bool}`,
      words`eq ${string} ${string} ${string}`,
      words`${fc.constantFrom("lt", "le", "gt", "ge", "eq", "ne")} ${int} ${int}`,
      words`${fc.constantFrom("lt", "le", "gt", "ge")} ${float} ${float}`,
      words`lt ${string} ${string}`,
    ),
    list: oneOf([".l", ".li", ".el", ".lm"], words`slice ${list}`, words`and ${list} ${list}`),
    map: oneOf([".m", ".em", ".m.deep", "(index .lm 1)"], words`or ${map} .m`),
    any: fc.oneof(
      string,
      int,
      float,
      bool,
      list,
      map,
      fc.constantFrom(".missing", ".nil", ".m.missing", "nil", ".s.x"),
    ),
  };
});

const templates = fc.letrec<Record<"node" | "body", string>>((tie) => {
  const { any, int, list, map, bool } = expressions;
  const body = tie("body") as Text;
  const open = fc.constantFrom("{{", "{{ ", "{{- ");
  const close = fc.constantFrom("}}", " }}", " -}}");
  return {
    node: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom("text", " ", "a\n b", "{", "}", " {{- /* c */ -}} "),
      words`${open}${any}${close}`,
      words`${open}if ${any}${close}${body}{{else if ${bool}}}${body}{{else}}${body}{{end}}`,
      words`${open}with $x := ${any}${close}[{{.}}{{$x}}]{{else}}${body}{{end}}`,
      words`${open}range $i, $e := ${fc.oneof(list, map)}${close}{{$i}}={{$e}}${body}{{else}}none{{end}}`,
      words`${open}range ${fc.oneof(list, map, fc.constantFrom("3", ".n", ".neg", "0"))}${close}{{.}}{{if eq (print .) "2"}}{{${fc.constantFrom("break", "continue")}}}{{end}};{{end}}`,
      words`{{$y := ${int}}}{{if ${bool}}}{{$y = ${int}}}{{end}}{{$y}}`,
      words`{{template "t" ${any}}}`,
      words`{{block "b" ${any}}}{{.}}{{end}}`,
    ),
    body: fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map((nodes) => nodes.join("")),
  };
});

/** What came of a template, in the form of the Go program's answers. */
function renderHere(text: string): { readonly out: string; readonly stage: string } {
  const { template, error } = parseTemplate(text, { functions: Object.keys(functions) });
  if (error) return { out: "", stage: "parse" };
  try {
    return { out: render(template, data, functions), stage: "" };
  } catch (thrown) {
    if (thrown instanceof TemplateError) return { out: "", stage: "run" };
    throw thrown;
  }
}

describe.skipIf(!go)("as Go renders (skipped where there is no Go)", () => {
  test("generated templates", () => {
    const seed = Number(process.env.INGOT_SEED ?? Date.now() % 1_000_000);
    const count = 3000;
    const texts = fc
      .sample(templates.body, { numRuns: count, seed })
      .map((body) => `{{define "t"}}<{{.}}{{printf "%T" $}}>{{end}}${body}`);
    const folder = mkdtempSync(join(tmpdir(), "ingot-go-templates-"));
    try {
      const program = join(folder, "render");
      const built = spawnSync(String(go), ["build", "-o", program, source], {
        encoding: "utf8",
        env: { ...process.env, GOFLAGS: "-mod=mod", GO111MODULE: "off" },
      });
      expect(built.stderr).toBe("");
      const input = texts.map((template) => `${JSON.stringify({ template, data })}\n`).join("");
      const { stdout } = spawnSync(program, { input, encoding: "utf8", maxBuffer: 1 << 30 });
      const answers = stdout
        .trim()
        .split("\n")
        .map((line): unknown => JSON.parse(line));
      expect(answers).toHaveLength(count);
      const different = texts.flatMap((template, i) => {
        const [wanted, came] = [JSON.stringify(answers[i]), JSON.stringify(renderHere(template))];
        return wanted === came ? [] : [{ seed, template, wanted, came }];
      });
      expect(different.slice(0, 3)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 300_000);
});
