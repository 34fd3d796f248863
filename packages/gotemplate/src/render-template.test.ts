import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quote } from "./go-quote.ts";
import { parseTemplate, render, TemplateError, type TemplateFunctions } from "./index.ts";

const functions: TemplateFunctions = {
  upper: { parameters: ["string"], run: (text) => String(text).toUpperCase() },
  add: { parameters: ["int", "int"], run: (a, b) => Number(a) + Number(b) },
  join: { parameters: ["string"], variadic: "string", run: (...words) => words.join("+") },
  raw: (...args) => args.length,
  fail: () => {
    throw new Error("no luck");
  },
};

const data = {
  s: "héllo",
  n: 3,
  f: 1.5,
  m: { b: 1, a: "x", deep: { k: "v" } },
  l: [1, "a", null, 2.5],
  li: [1, 2, 3],
  nil: null,
  yes: true,
  e: "",
  z: 0,
  map: new Map([["one", 1]]),
  call: (x: unknown) => `called ${x}`,
};

function run(text: string, of: unknown = data): string {
  const { template, error } = parseTemplate(text, { functions: Object.keys(functions) });
  if (error) return `parse ${error.offset}: ${error.message}`;
  try {
    return render(template, of, functions);
  } catch (thrown) {
    if (thrown instanceof TemplateError) return `run ${thrown.offset}: ${thrown.message}`;
    throw thrown;
  }
}

// What these render to was compared with Go's own text/template.
describe("rendering", () => {
  test.each([
    ["fields", "{{.n}} {{.m.a}} {{.m.deep.k}} {{$.n}} {{(.m).deep.k}}", "3 x v 3 v"],
    ["missing fields", "{{.x}} {{.nil}} {{.x.y}} {{.m.x}}", "<no value> <no value> <no value> <no value>"],
    ["whole values", "{{.l}} {{.m}} {{.map}}", "[1 a <nil> 2.5] map[a:x b:1 deep:map[k:v]] map[one:1]"],
    [
      "numbers",
      "{{1.0}} {{1e20}} {{0x_1F}} {{017}} {{.5}} {{0x1p4}} {{'a'}} {{9223372036854775807}}",
      "1 1e+20 31 15 0.5 16 97 9223372036854775807",
    ],
    ["strings", '{{"a\\tb\\x41\\u00e9\\101"}} {{`a\\t`}} {{"}}"}}', "a\tbAéA a\\t }}"],
    ["trim markers", "a \n {{- 3 -}} \n b {{-3}}", "a3b -3"],
    ["comments", "a {{/* x\n}} */}}b{{- /* y */ -}} c", "a bc"],
    ["if", "{{if .e}}a{{else if .n}}b{{else}}c{{end}}", "b"],
    ["truth", "{{if .z}}1{{end}}{{if 0.0}}2{{end}}{{if .x}}3{{end}}{{if .m}}4{{end}}{{if .e}}5{{end}}", "4"],
    ["with", "{{with $x := .n}}{{$x}}{{.}}{{$.e}}{{end}}{{with .e}}{{else with .n}}{{.}}{{end}}", "333"],
    ["range over a list", "{{range $i, $e := .li}}{{$i}}={{$e}},{{end}}", "0=1,1=2,2=3,"],
    ["range over a map by key", "{{range $k, $v := .m}}{{$k}},{{end}}{{range .map}}{{.}}{{end}}", "a,b,deep,1"],
    ["range over a number", "{{range 3}}{{.}}{{end}}{{range $i := .n}}{{$i}}{{end}}", "012012"],
    ["range else", "{{range .x}}a{{else}}b{{end}}{{range 0}}a{{else}}c{{end}}", "bc"],
    [
      "break and continue",
      "{{range .li}}{{if eq . 2}}{{continue}}{{end}}{{.}}{{end}};{{range .li}}{{with .}}{{break}}{{end}}{{end}}",
      "13;",
    ],
    ["variables", "{{$x := 1}}{{if true}}{{$x = 2}}{{$y := $x}}{{$y}}{{$x := 5}}{{end}}{{$x}}", "22"],
    ["range assigning", "{{$i := 9}}{{range $i = .li}}{{end}}{{$i}}", "3"],
    [
      "range without elements",
      "{{$i := 9}}{{range $i = .x}}{{end}}{{$i}} {{range $e := slice .li 3}}{{else}}{{$e}}{{end}}",
      "<no value> []",
    ],
    ["raw strings", "{{`a\r\nb`}}", "a\nb"],
    [
      "define and template",
      '{{define "a"}}[{{.}}{{$}}]{{end}}{{template "a" .n}}{{template "a"}}',
      "[33][<no value><no value>]",
    ],
    ["block", '{{block "b" .n}}<{{.}}>{{end}}{{template "b" 7}}', "<3><7>"],
    ["pipes", '{{"a" | upper | printf "%s-%s" "b"}} {{(1 | printf "%d")}}', "b-A 1"],
    ["and, or, not", '{{and 0 1}} {{or 0 "" 2}} {{not .x}} {{or 1 fail}} {{1 | and 0}}', "0 2 true 1 0"],
    [
      "comparison",
      '{{eq 1 2 1}} {{ne "a" "b"}} {{lt 1 2}} {{ge "b" "a"}} {{eq .x nil}} {{eq 1 1 "a"}}',
      "true true true true true true",
    ],
    [
      "len, index, slice",
      '{{len .s}} {{index .l 1}} {{index .m "deep" "k"}} {{index .s 1}} {{slice "abc" 1 2}} {{slice .li 1}}',
      "6 a v 195 b [2 3]",
    ],
    ["print", '{{print 1 2 "a" "b" 3 nil}}|{{println 1 "a"}}', "1 2ab3 <nil>|1 a\n"],
    [
      "escapes",
      '{{html "<a>&\\"\'"}} {{js "<=\'\\u2028"}} {{urlquery "a b&é!"}} {{html .x}}',
      "&lt;a&gt;&amp;&#34;&#39; \\u003C\\u003D\\'\\u2028 a+b%26%C3%A9%21 &lt;no value&gt;",
    ],
    [
      "functions",
      '{{upper "a"}} {{add 1 2.0}} {{join "a" "b" "c"}} {{raw 1 2}} {{call .call 5}}',
      "A 3 a+b+c 2 called 5",
    ],
  ])("%s", (_, text, expected) => {
    expect(run(text)).toBe(expected);
  });

  test("no data at all", () => {
    expect(run("{{.x}}{{.}}{{.x.y}}", null)).toBe("<no value><no value><no value>");
  });

  test("a missing field as an error", () => {
    const { template } = parseTemplate("a {{.m.q}}", { functions: [] });
    expect(() => render(template, data, {}, { missingField: "error" })).toThrow("There is no field .q here.");
  });

  test("inherited properties are not fields", () => {
    expect(run("{{.constructor}} {{.m.toString}}")).toBe("<no value> <no value>");
  });
});

describe("mistakes", () => {
  test.each([
    ["a {{.x", "parse 2: This action is not closed. End it with }}."],
    ["{{ /* a */ }}", 'parse 3: "/" cannot stand in an action.'],
    ["{{foo}}", 'parse 2: There is no function "foo".'],
    ["{{$x}}", "parse 2: The variable $x is not defined here."],
    ["{{if .x}}a", "parse 0: This {{if}} is not closed. Close it with {{end}}."],
    ["{{end}}", "parse 0: There is nothing here that {{end}} could belong to."],
    ["{{break}}", "parse 0: {{break}} only stands inside {{range}}."],
    ["{{3-}}", 'parse 3: "-" must be followed by digits here.'],
    ["{{08}}", "parse 2: 08 is not a number."],
    ["{{print(1)}}", 'parse 7: "(" cannot stand here, in an action.'],
    ['{{"a" | 1}}', "parse 8: Only a function can stand behind the |."],
    ['{{"a}}', 'parse 2: This string is not closed on its line. End it with ".'],
    ['{{"\\q"}}', "parse 2: This string has an escape that does not exist."],
    ["{{(1}}", "parse 4: A parenthesis is not closed in this action."],
    ["{{true.x}}", "parse 6: A field cannot be taken from this."],
    ["{{if}}a{{end}}", "parse 4: {{if}} needs a value here."],
    ["{{.nil.y}}", "run 2: The value before .y is nil."],
    ["{{.s.y}}", "run 2: This is a string, which has no field .y."],
    ["{{.n 1}}", "run 2: .n is not a function, so it takes no arguments."],
    ["{{nil}}", "run 2: nil alone is not a value."],
    ["{{upper .n}}", "run 8: upper takes a string as argument 1, and this is an int."],
    [
      "{{upper .x}}",
      "run 8: upper takes a string as argument 1, and this is nothing, because the data has no such field.",
    ],
    ["{{upper}}", "run 2: upper takes 1 argument, 0 given."],
    ["{{join}}", "run 2: join takes at least 1 argument, 0 given."],
    ["x{{fail}}", "run 3: fail: no luck"],
    ["{{index .x}}", "run 2: index: nil has no elements"],
    ["{{range $q = .x}}{{end}}", "run 8: The variable $q is not defined here."],
    ["{{add 1 1e100}}", "run 8: add takes an int as argument 2, and this is a float64."],
    ["{{index .l 9}}", "run 2: index: the index 9 is out of range"],
    ["{{eq 1 1.0}}", "run 2: eq: an int cannot be compared with a float64"],
    ["{{range .s}}{{end}}", "run 8: héllo is a string, which {{range}} cannot go through."],
    ['{{template "q"}}', 'run 0: There is no template "q".'],
    ['{{define "r"}}{{template "r"}}{{end}}{{template "r"}}', "run 14: Templates call each other more than 1000 deep."],
  ])("%s", (text, expected) => {
    expect(run(text)).toBe(expected);
  });

  test("what nests too deeply", () => {
    expect(run(`{{${"(".repeat(100_000)}1${")".repeat(100_000)}}}`)).toBe("parse 0: The template nests too deeply.");
  });

  test("the error of a function is the cause", () => {
    const { template } = parseTemplate("{{fail}}", { functions: ["fail"] });
    expect(() => render(template, null, functions)).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ message: "no luck" }) }),
    );
  });
});

describe("properties", () => {
  test("text without braces is itself", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }).filter((text) => !text.includes("{{")),
        (text) => run(text) === text,
      ),
    );
  });
  test("a quoted string is what was quoted", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.boolean(),
        (text, ascii) => run(`{{${quote(text, ascii)}}}`) === text,
      ),
    );
  });
  test("anything at all is rendered or refused with a place in the text", () => {
    const piece = fc.constantFrom(
      "{{",
      "}}",
      "{{-",
      "-}}",
      " ",
      "if",
      "end",
      "range",
      "else",
      "define",
      "with",
      ".x",
      "$x",
      ":=",
      "|",
      "(",
      ")",
      '"a"',
      "`",
      "1",
      "-",
      "/*",
      "*/",
      ",",
      "é",
      "\n",
      "template",
      "break",
      "printf",
      "%d",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join("");
        const place = /^(?:parse|run) (\d+): /.exec(run(text));
        return !place || Number(place[1]) <= text.length;
      }),
      { numRuns: 3000 },
    );
  });
});

describe("limits", () => {
  const endless = /^run \d+: The template does not end: it has taken more than 5000000 steps/;
  const tooLong = /^run \d+: .* longer than 16000000 characters/;
  test.each<[string, string, RegExp]>([
    ["a loop without a body", "{{range 100000000000}}{{end}}", endless],
    ["a loop that writes", `{{range 100000000000}}${"x".repeat(1000)}{{end}}`, tooLong],
    [
      "templates that call each other",
      `{{define "a"}}${'{{template "b"}}'.repeat(200)}{{end}}{{define "b"}}${'{{template "c"}}'.repeat(200)}{{end}}{{define "c"}}${"{{1}}".repeat(200)}{{end}}{{template "a"}}`,
      endless,
    ],
    ["a text that doubles", '{{$x := "aaaa"}}{{range 100}}{{$x = print $x $x}}{{end}}', /^run \d+: /],
    ["wide fields", `{{printf "${"%[1]*[1]d".repeat(20)}" 1000000}}`, tooLong],
    ["a width that is too large, as in Go", '{{printf "%999999999d" 1}}', /^%!\(NOVERB\)%!\(EXTRA int=1\)$/],
    ["a long literal", `{{${"1".repeat(100_000)}}}`, /^parse 2: 1{57}\.\.\. is not a number\.$/],
    ["blanks before a trim marker", `a${" ".repeat(300_000)}b{{- 1}}`, /^a {300000}b1$/],
  ])("%s", (_, text, expected) => {
    expect(run(text)).toMatch(expected);
  });
});
