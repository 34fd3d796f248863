import {
  type Diagnostic,
  formatConsole,
  numbers,
  parseFile,
  parseJsonFile,
  type Scope,
  T,
  type Type,
  V,
  type Value,
} from "@ingot/hcl";
import { bodyFromHcl, type ConfigBody } from "@ingot/sdk";
import { describe, expect, test } from "vitest";
import { conformBody } from "./conform-body.ts";
import type { HclObjectSpec, HclSpec } from "./hcl-spec.ts";
import { typeOfSpec } from "./type-of-spec.ts";

/** Numbers with the precision of those that a template has. */
const [ten, one] = [numbers.fromBigInt(10n), numbers.fromBigInt(1n)];

const object = (parts: Readonly<Record<string, HclSpec>>): HclObjectSpec => ({
  k: "object",
  parts: new Map(Object.entries(parts)),
});
const attr = (name: string, type: Type, required = false): HclSpec => ({ k: "attr", name, type, required });
const disk = object({ size: attr("size", T.number, true), kind: attr("kind", T.string) });
const spec = object({
  name: attr("name", T.string, true),
  count: attr("count", T.number),
  wait: attr("wait", T.bool),
  tags: attr("tags", T.map(T.string)),
  zones: attr("zones", T.set(T.string)),
  rules: attr("rules", T.list(T.object({ port: T.number, from: T.list(T.string) }))),
  disk: { k: "blocks", name: "disk", nested: disk, min: 0, max: 2, as: "list" },
  net: { k: "blocks", name: "net", nested: object({ cidr: attr("cidr", T.string) }), min: 0, max: 0, as: "set" },
  boot: { k: "block", name: "boot", nested: disk, required: false },
});

const secret: Value = { ...V.string("s"), marks: new Set(["sensitive"]) };
const scope: Scope = {
  functions: new Map(),
  variables: new Map<string, Value>([
    ["later", V.unknown(T.string)],
    ["anything", V.unknown(T.dynamic)],
    ["secret", secret],
  ]),
};

function bodyOf(text: string, parse: typeof parseFile = parseFile): ConfigBody {
  const { file } = parse(text, "t");
  return bodyFromHcl(file.body, scope, file.body.range);
}

const place = ({ subject, summary, detail }: Diagnostic) =>
  `${subject?.start.line}:${subject?.start.column} ${summary} | ${detail}`;

/** What comes of an HCL body by the spec; what is wrong with it as text. */
function conform(text: string, by: HclObjectSpec = spec): readonly [Value, readonly string[]] {
  const { value, diagnostics } = conformBody(by, bodyOf(text));
  return [value, diagnostics.map(place)];
}

describe("conformBody", () => {
  test("every part is there, and of its type", () => {
    const [value, wrong] = conform('name = 5\nwait = "true"\ndisk {\n  size = "10"\n}\nnet {}\nnet {}\n');
    expect(wrong).toEqual([]);
    const type = typeOfSpec(spec);
    const own = type.k === "object" ? type.attributes : new Map<string, Type>();
    expect(value).toEqual(
      V.object({
        name: V.string("5"),
        wait: V.bool(true),
        count: V.null(T.number),
        tags: V.null(own.get("tags") ?? T.dynamic),
        zones: V.null(own.get("zones") ?? T.dynamic),
        rules: V.null(own.get("rules") ?? T.dynamic),
        disk: V.list(typeOfSpec(disk), [V.object({ size: V.number(ten), kind: V.null(T.string) })]),
        net: V.set(T.object({ cidr: T.string }), [V.object({ cidr: V.null(T.string) })]),
        boot: V.null(typeOfSpec(disk)),
      }),
    );
  });

  test("values are converted, sets have each member once, and unknown parts stay unknown", () => {
    const text =
      'name = later\nzones = ["b", "a", "b"]\ntags = { a = 1, b = secret }\nrules = [{ port = "1", from = anything, more = 1 }]\ncount = anything\n';
    const [value, wrong] = conform(text);
    expect(wrong).toEqual([]);
    expect(value).toMatchObject({
      entries: new Map<string, unknown>([
        ["boot", V.null(typeOfSpec(disk))],
        ["count", V.unknown(T.number)],
        ["disk", V.list(typeOfSpec(disk), [])],
        ["name", V.unknown(T.string)],
        ["net", V.set(T.object({ cidr: T.string }), [])],
        [
          "rules",
          V.list(T.object({ port: T.number, from: T.list(T.string) }), [
            V.object({ port: V.number(one), from: V.unknown(T.list(T.string)) }),
          ]),
        ],
        ["tags", V.map(T.string, { a: V.string("1"), b: secret })],
        ["wait", V.null(T.bool)],
        ["zones", V.set(T.string, [V.string("a"), V.string("b")])],
      ]),
    });
  });

  test("what is wrong is said at its place", () => {
    const text =
      'count = "x"\nrules = [\n  { port = 1, from = [] },\n  { port = "a", from = [] },\n]\nboot {\n  size = 1\n}\nboot {}\ndisk {}\ndisk {\n  size = [1]\n}\ndisk {\n  size = 1\n  sise = 2\n}\nmore = 1\n';
    expect(conform(text)[1]).toMatchInlineSnapshot(`
      [
        "1:1 Missing required argument | The setting "name" is needed here. Add it.",
        "1:9 Incorrect attribute value type | "count" needs number: a number is required. Correct its value.",
        "4:12 Incorrect attribute value type | "rules" needs list(object({from=list(string), port=number})): element 1: attribute "port": a number is required. Correct its value.",
        "9:1 Too many boot blocks | Only one block "boot" may stand here. Remove the others.",
        "10:1 Missing required argument | The setting "size" is needed here. Add it.",
        "12:10 Incorrect attribute value type | "size" needs number: a number is required, but this is a tuple. Correct its value.",
        "14:1 Too many disk blocks | At most 2 blocks "disk" may stand here, and there are 3. Remove what is too many.",
        "16:3 Unsupported argument | An argument named "sise" is not expected here. Did you mean "size"?",
        "18:1 Unsupported argument | An argument named "more" is not expected here. Remove it, or check its name.",
      ]
    `);
  });

  test("what a syntax error may hide is unknown", () => {
    const body = { ...bodyOf("count = 1\ndisk {\n  size = 1\n}\n"), isIncomplete: true };
    const { value, diagnostics } = conformBody(spec, body);
    expect(diagnostics).toEqual([]);
    expect("entries" in value && value.entries.get("name")).toEqual(V.unknown(T.string));
    expect("entries" in value && value.entries.get("disk")).toEqual(V.unknown(T.list(typeOfSpec(disk))));
  });

  test("JSON of HCL has blocks too", () => {
    const text = '{"name": "a", "disk": [{"size": 1}, {"size": "2"}], "boot": {"size": 3, "kind": true}, "//": "x"}';
    const { value, diagnostics } = conformBody(spec, bodyOf(text, parseJsonFile));
    expect(diagnostics).toEqual([]);
    expect(formatConsole(value)).toMatchInlineSnapshot(`
      "{
        "boot" = {
          "kind" = "true"
          "size" = 3
        }
        "disk" = [
          {
            "size" = 1
          },
          {
            "size" = 2
          },
        ]
        "name" = "a"
        "net" = []
      }"
    `);
  });

  test("blocks whose parts are of differing types are no list", () => {
    const any = object({
      b: { k: "blocks", name: "b", nested: object({ x: attr("x", T.dynamic) }), min: 0, max: 0, as: "list" },
    });
    const [value] = conform("b {\n  x = 1\n}\nb {\n  x = []\n}\n", any);
    expect("entries" in value && value.entries.get("b")?.k).toBe("tuple");
  });

  test.each<[string, HclSpec, string, string]>([
    ["a literal", { k: "literal", value: V.string("x") }, "", '"p" = "x"'],
    [
      "a default",
      { k: "default", primary: attr("a", T.string), fallback: attr("b", T.string) },
      'b = "y"',
      '"p" = "y"',
    ],
    [
      "a default that is not needed",
      { k: "default", primary: attr("a", T.string), fallback: { k: "literal", value: V.string("z") } },
      'a = "y"',
      '"p" = "y"',
    ],
  ])("%s", (_, part, text, shown) => {
    const [value, wrong] = conform(text, object({ p: part }));
    expect(wrong).toEqual([]);
    expect(formatConsole(value)).toContain(shown);
  });

  test("blocks that no body can give are refused", () => {
    const nested = object({});
    const odd = object({
      attrs: { k: "attrs", name: "attrs", type: T.string, required: false },
      labelled: { k: "labelled", name: "labelled", labels: ["name"], nested, as: "map" },
    });
    expect(conform("", odd)).toEqual([V.object({ attrs: V.map(T.string, []), labelled: V.map(T.object({}), []) }), []]);
    expect(conform("attrs {\n}\n", odd)[1]).toMatchInlineSnapshot(`
      [
        "1:1 "attrs" cannot be served | Ingot cannot read a block of this kind inside of a component. Leave "attrs" out.",
      ]
    `);
  });
});
