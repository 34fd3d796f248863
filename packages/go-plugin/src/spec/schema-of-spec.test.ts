import { type Diagnostic, parseFile, T, type Type, V, type Value } from "@ingot/hcl";
import {
  bodyFromHcl,
  bodyFromValue,
  type ConfigBody,
  decode,
  type Fields,
  type Schema,
  s,
  schema,
  toJsonSchema,
} from "@ingot/sdk";
import { describe, expect, test } from "vitest";
import { readVectors } from "../vectors.fixture.ts";
import { conformBody } from "./conform-body.ts";
import { decodeSpec } from "./decode-spec.ts";
import { encodeSpec } from "./encode-spec.ts";
import type { HclObjectSpec, HclSpec } from "./hcl-spec.ts";
import { restoreAny } from "./restore-any.ts";
import { schemaOfSpec } from "./schema-of-spec.ts";
import { specOfSchema } from "./spec-of-schema.ts";

const object = (parts: readonly HclSpec[]): HclObjectSpec => ({
  k: "object",
  parts: new Map(parts.map((part) => ["name" in part ? part.name : part.k, part])),
});
const attr = (name: string, type: Type, required = false): HclSpec => ({ k: "attr", name, type, required });
const disk = object([attr("size", T.number, true)]);
const spec = object([
  attr("region", T.string, true),
  attr("zones", T.set(T.string)),
  attr("tags", T.map(T.string)),
  attr("rules", T.list(T.object({ port: T.number }))),
  attr("packer_debug", T.bool),
  { k: "blocks", name: "disk", nested: disk, min: 1, max: 2, as: "list" },
  { k: "block", name: "boot", nested: disk, required: false },
  { k: "attrs", name: "labels", type: T.string, required: false },
]);

const context = {
  component: { kind: "builder", type: "demo" },
  interpolate: (text: string) => ({ value: text }),
  render: (text: string) => text,
};

function bodyOf(text: string): ConfigBody {
  const { file } = parseFile(text, "t");
  return bodyFromHcl(file.body, { variables: new Map(), functions: new Map() }, file.body.range);
}

function decodeText(of: ReturnType<typeof schemaOfSpec>, text: string) {
  return decode(of as Schema<Fields>, bodyOf(text), context);
}

const place = ({ subject, summary, detail }: Diagnostic) =>
  `${subject?.start.line}:${subject?.start.column} ${summary} | ${detail}`;

describe("schemaOfSpec", () => {
  test("decodes, and says what is wrong at its place", () => {
    const of = schemaOfSpec(spec);
    const good = decodeText(
      of,
      'region = "a"\nzones = ["x"]\ndisk {\n  size = 1\n}\nrules = [{ port = 1 }]\npacker_debug = true\n',
    );
    expect(good.diagnostics).toEqual([]);
    expect(good.config).toEqual({
      region: "a",
      zones: ["x"],
      tags: undefined,
      rules: [{ port: 1 }],
      disk: [{ size: 1 }],
      boot: undefined,
      labels: undefined,
    });
    const bad = decodeText(of, 'regoin = "a"\nzones = "x"\ntags = { a = [] }\nboot {\n  size = "x"\n}\nlabels = {}\n');
    expect(bad.diagnostics.map(place)).toMatchInlineSnapshot(`
      [
        "1:1 Unsupported argument | An argument named "regoin" is not expected here. Did you mean "region"?",
        "1:1 Missing disk block | The builder "demo" needs a block "disk". Add what is missing.",
        "2:9 Incorrect attribute value type | "zones" needs a list; the string "x" stands here. Write a list in its place.",
        "3:14 Incorrect attribute value type | "tags["a"]" needs a string; a list stands here. Write a string in its place.",
        "5:10 Incorrect attribute value type | "size" needs a number; the string "x" stands here. Write a number in its place.",
        "7:1 "labels" cannot be served | Ingot cannot read blocks with settings of any name. Leave it out, and ask for it in an issue: no plugin was known that needs it.",
      ]
    `);
  });

  test("lets through what the spec lets through: nulls in lists and maps, empty texts", () => {
    const text = 'region = ""\nzones = [null]\ntags = { a = null }\nrules = [null]\ndisk {\n  size = 1\n}\n';
    const body = bodyOf(text);
    const of = schemaOfSpec(spec) as Schema<Fields>;
    expect(decode(of, body, { ...context, asHcldec: true }).diagnostics).toEqual([]);
    expect(conformBody(spec, body).diagnostics).toEqual([]);
    expect(decode(of, body, context).diagnostics.map(({ summary }) => summary)).toEqual([
      "Missing required argument",
      "Incorrect attribute value type",
      "Incorrect attribute value type",
    ]);
  });

  test("has a JSON schema", () => {
    expect(toJsonSchema(schemaOfSpec(spec), { dialect: "hcl2" })).toMatchObject({
      required: ["region", "disk"],
      properties: { zones: expect.anything(), boot: expect.anything() },
    });
  });

  const real = readVectors("gob-real-packer-1.6.6-specs").map(({ name, bytes }) => [name, bytes] as const);
  test.skipIf(real.length === 0).each(real)("%s has a schema", (_, bytes) => {
    const decoded = decodeSpec(bytes, "gob");
    const { fields } = schemaOfSpec(decoded);
    const packers = [...decoded.parts.keys()].filter((name) => name.startsWith("packer_"));
    expect(Object.keys(fields).length).toBe(decoded.parts.size - packers.length);
  });
});

const inner = schema({ size: s.number().required(), note: s.any() });
const served = schema({
  region: s.string().required(),
  method: s.enum("a", "b").default("a"),
  wait: s.duration(),
  text: s.template<{ Name: string }>("Name"),
  ask: s.triState(),
  flag: s.bool(),
  any: s.any(),
  anys: s.map(s.list(s.any())),
  ports: s.list(s.number()),
  disk: s.blocks(inner, { min: 1, max: 3 }),
  boot: s.block(inner).required(),
});

describe("specOfSchema", () => {
  test("says what both encodings can say", () => {
    const made = specOfSchema(served);
    expect(decodeSpec(encodeSpec(made, "gob"), "gob")).toEqual(made);
    const shown = [...made.parts].map(([name, part]) =>
      part.k === "attr"
        ? `${name} ${JSON.stringify(part.type)}${part.required ? " required" : ""}`
        : `${name} ${part.k}`,
    );
    expect(shown).toMatchInlineSnapshot(`
      [
        "region {"k":"string"} required",
        "method {"k":"string"}",
        "wait {"k":"string"}",
        "text {"k":"string"}",
        "ask {"k":"bool"}",
        "flag {"k":"bool"}",
        "any {"k":"string"}",
        "anys {"k":"map","of":{"k":"list","of":{"k":"string"}}}",
        "ports {"k":"list","of":{"k":"number"}}",
        "disk blocks",
        "boot block",
      ]
    `);
    expect(decodeSpec(encodeSpec(made, "protobuf"), "protobuf").parts.size).toBe(made.parts.size);
    expect(made.parts.get("disk")).toMatchObject({ min: 1, max: 3, as: "list" });
    expect(made.parts.get("boot")).toMatchObject({ required: true });
  });

  test("a spec survives being a schema", () => {
    const of = object([
      attr("a", T.string, true),
      attr("b", T.list(T.map(T.number))),
      attr("c", T.bool),
      { k: "blocks", name: "disk", nested: disk, min: 0, max: 2, as: "list" },
      { k: "block", name: "boot", nested: disk, required: true },
    ]);
    expect(specOfSchema(schemaOfSpec(of))).toEqual(of);
  });
});

describe("restoreAny", () => {
  const json = (x: Value) => decode(served, bodyFromValue(x, false, { range, rangeOf: () => range }), context).draft;
  const position = { line: 1, column: 1, byte: 0 };
  const range = { filename: "t", start: position, end: position };

  test("makes values again of what stands in JSON, where any value may stand", () => {
    const block = V.object({ size: V.number(1), note: V.string('{"x":true}') });
    const sent = V.object({
      region: V.string("[1]"),
      any: V.string('[1, {"a": null}]'),
      anys: V.map(T.list(T.string), { k: V.list(T.string, [V.string("{}"), V.string("{x"), V.string("text")]) }),
      disk: V.list(T.object({ size: T.number, note: T.string }), [block]),
      boot: block,
    });
    expect(json(restoreAny(served, sent))).toMatchObject({
      region: "[1]",
      any: [1, { a: null }],
      anys: { k: [{}, "{x", "text"] },
      disk: [{ size: 1, note: { x: true } }],
      boot: { size: 1, note: { x: true } },
    });
  });
});
