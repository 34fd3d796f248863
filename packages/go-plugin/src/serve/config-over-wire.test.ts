// What a component gets as its config when it is served is what it gets in Ingot: the host's side of the configs and ours, with every byte
// in between.

import { fromJs, hasErrors, type Path, type Range, type Value } from "@ingot/hcl";
import {
  bodyFromValue,
  type ConfigBody,
  decode,
  decodeContextOf,
  type InterpolationContext,
  overlayBody,
  s,
  schema,
} from "@ingot/sdk";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hclConfigs, jsonConfigs } from "../host/configs.ts";
import { decodeMsgpack } from "../msgpack/decode-msgpack.ts";
import { encodeMsgpack } from "../msgpack/encode-msgpack.ts";
import type { MsgpackValue } from "../msgpack/msgpack-value.ts";
import { conformBody } from "../spec/conform-body.ts";
import { decodeSpec } from "../spec/decode-spec.ts";
import { encodeSpec } from "../spec/encode-spec.ts";
import type { Encoding } from "../spec/hcl-spec.ts";
import { specOfSchema } from "../spec/spec-of-schema.ts";
import { readConfigs } from "./read-configs.ts";

const inner = schema({
  label: s.string().required(),
  size: s.number().default(8),
  mode: s.enum("a", "b"),
  words: s.list(s.string()),
});
const all = schema({
  text: s.string().required(),
  other: s.string().default("a default"),
  count: s.number(),
  yes: s.bool().default(true),
  perhaps: s.triState(),
  time: s.duration().default(5000),
  choice: s.enum("one", "two").default("one"),
  list: s.list(s.string()).default(["x"]),
  numbers: s.list(s.number()),
  nested: s.list(s.list(s.string())),
  map: s.map(s.string()),
  bools: s.map(s.bool()),
  anything: s.any(),
  command: s.template("Path").default("sh {{ .Path }}"),
  block: s.block(inner),
  blocks: s.blocks(inner),
  few: s.blocks(inner, { max: 2 }),
}).rule(["count", "map"], ({ count, map }) =>
  count !== undefined && map?.a !== undefined && count < 0
    ? { field: "count", summary: "Negative", detail: "Count up." }
    : undefined,
);

const facts: InterpolationContext = {
  dialect: "hcl2",
  startedAt: new Date(0),
  cwd: "/",
  packerVersion: "1.16.0",
  buildName: "web",
  buildType: "test",
  userVariables: { v: "of a variable" },
};
const around = {
  facts,
  flags: { debug: false, force: false, onError: "cleanup" },
  sensitiveVariables: [],
  buildNames: ["ID", "Host"],
} as const;

const rangeOf = (path: Path): Range => ({
  filename: path.join("."),
  start: { line: 1, column: 1, byte: 0 },
  end: { line: 1, column: 1, byte: 0 },
});
const bodyOf = (value: Value, weak: boolean) => bodyFromValue(value, weak, { range: rangeOf([]), rangeOf });

/** A config in plain JS, or which fields are unknown or wrong. */
function read(body: ConfigBody, dialect: "hcl2" | "json") {
  const build = { names: around.buildNames, values: undefined };
  const context = decodeContextOf({ kind: "builder", type: "test" }, { ...facts, dialect }, build);
  const { draft, diagnostics, unknown } = decode(all, body, context);
  if (hasErrors(diagnostics)) return "wrong";
  const plain = JSON.parse(JSON.stringify(draft, (_, part) => (part?.render ? part.source : part)));
  return { plain, unknown: [...unknown].sort() };
}

const overWire = (configs: readonly MsgpackValue[]) => decodeMsgpack(encodeMsgpack({ Configs: configs })) as never;

const texts = fc.oneof(
  fc.constantFrom(
    "",
    "a",
    "5",
    "true",
    "1m30s",
    "one",
    "two",
    "a,b",
    "{{ build `ID` }}",
    "{{ .Path }} x",
    "ünï",
    "[]",
    "{}x",
  ),
  fc.string(),
);
/** What somebody may write, mostly of the right type. */
const setting = <T>(right: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 40, arbitrary: right as fc.Arbitrary<unknown> },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(null, "x", "5", 5, true) },
  );
const numbers = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const innerSettings = fc.record(
  {
    label: setting(texts),
    size: setting(numbers),
    mode: setting(fc.constantFrom("a", "b")),
    words: setting(fc.array(texts, { maxLength: 2 })),
  },
  { requiredKeys: ["label"] },
);
const settings = fc.record(
  {
    text: setting(texts),
    other: setting(texts),
    count: setting(numbers),
    yes: setting(fc.boolean()),
    perhaps: setting(fc.boolean()),
    time: setting(fc.constantFrom("5s", "1h", "0")),
    choice: setting(fc.constantFrom("one", "two", "")),
    list: setting(fc.array(texts, { maxLength: 3 })),
    numbers: setting(fc.array(numbers, { maxLength: 3 })),
    nested: setting(fc.array(fc.array(texts, { maxLength: 2 }), { maxLength: 2 })),
    map: setting(fc.dictionary(fc.constantFrom("a", "b", "c"), texts)),
    bools: setting(fc.dictionary(fc.constantFrom("a", "b"), fc.boolean())),
    command: setting(texts),
    block: innerSettings,
    blocks: fc.array(innerSettings, { maxLength: 3 }),
    few: fc.array(innerSettings, { maxLength: 2 }),
  },
  { requiredKeys: ["text"] },
);

test.each(["gob", "protobuf"] as const)("in HCL2 templates, by %s", (encoding: Encoding) => {
  const spec = decodeSpec(encodeSpec(specOfSchema(all), encoding), encoding);
  let right = 0;
  fc.assert(
    fc.property(settings, (config) => {
      const body = bodyOf(fromJs(config), false);
      const native = read(body, "hcl2");
      const conformed = conformBody(spec, body);
      if (hasErrors(conformed.diagnostics)) {
        expect(native).toBe("wrong");
        return;
      }
      if (native !== "wrong") right++;
      const configs = readConfigs(overWire(hclConfigs("builder", conformed.value, undefined, around)));
      expect(read(configs.body(all, true), "hcl2")).toEqual(native);
    }),
    { numRuns: 500 },
  );
  expect(right).toBeGreaterThan(100);
});

test("in legacy JSON templates", () => {
  let right = 0;
  const json = { ...around, facts: { ...facts, dialect: "json" as const } };
  fc.assert(
    fc.property(
      settings,
      fc.option(fc.record({ count: numbers, list: fc.array(texts), block: innerSettings })),
      (config, override) => {
        const below = bodyOf(fromJs({ ...config, anything: config }), true);
        const body = override ? overlayBody(below, fromJs(override), rangeOf) : below;
        const configs = readConfigs(overWire(jsonConfigs("provisioner", body, json)));
        expect(configs.dialect).toBe("json");
        if (read(body, "json") !== "wrong") right++;
        expect(read(configs.body(all, true), "json")).toEqual(read(body, "json"));
      },
    ),
    { numRuns: 500 },
  );
  expect(right).toBeGreaterThan(100);
});
