import { parseFile, T, type Type } from "@ingot/hcl";
import { bodyFromHcl } from "@ingot/sdk";
import { describe, expect, test } from "vitest";
import { callsOn, readRecording } from "../../test/replay/recording.ts";
import { encodeCtyJson } from "../cty/encode-cty-json.ts";
import { hasVectors } from "../vectors.fixture.ts";
import { conformBody } from "./conform-body.ts";
import { decodeSpec } from "./decode-spec.ts";
import type { Encoding, HclObjectSpec, HclSpec } from "./hcl-spec.ts";

// What Packer's core and the SDK's host made of a config, by the spec that the plugin had sent: ours is the same, byte for byte.

const probe = 'name = "n"\ncount = 300\nlist = ["x", "y"]\nnet {\n  cidr = "10.0.0.0/8"\n}\n';
const foreign = 'name  = "nm"\ncount = "3"\nlist = ["a", "b"]\nnet {\n  cidr = "10.0.0.0/8"\n}\n';

describe.skipIf(!hasVectors)("the config of a recording", () => {
  test.each<[string, Encoding, string]>([
    ["builder-run-gob", "gob", probe],
    ["builder-run-protobuf", "protobuf", probe],
    ["builder-cancel-protobuf", "protobuf", probe],
    ["datasource-gob", "gob", probe],
    ["datasource-protobuf", "protobuf", probe],
    ["provisioner-communicator-gob", "gob", probe],
    ["packer-1.6.6-core-drives-foreign-plugin", "gob", foreign],
  ])("%s is made of its HCL", (name, encoding, text) => {
    const calls = callsOn(readRecording(name), "host", 0);
    const answer = calls.find(({ method }) => method.endsWith(".ConfigSpec"))?.answer as { ConfigSpec: Uint8Array };
    const prepare = calls.find(({ method }) => /\.(Prepare|Configure)$/.test(method))?.args as { Configs: unknown[] };
    const sent = prepare.Configs.find((config) => config instanceof Uint8Array) as Uint8Array;
    expect(configOf(text, decodeSpec(answer.ConfigSpec, encoding))).toBe(Buffer.from(sent).toString());
  });
});

function configOf(text: string, spec: HclObjectSpec): string {
  const { body } = parseFile(text, "t").file;
  const scope = { variables: new Map(), functions: new Map() };
  const { value, diagnostics } = conformBody(spec, bodyFromHcl(body, scope, body.range));
  expect(diagnostics).toEqual([]);
  return Buffer.from(encodeCtyJson(value)).toString();
}

const object = (parts: Readonly<Record<string, Type | HclSpec>>): HclObjectSpec => ({
  k: "object",
  parts: new Map(
    Object.entries(parts).map(([name, part]): [string, HclSpec] => [
      name,
      "name" in part ? part : { k: "attr", name, type: part as Type, required: false },
    ]),
  ),
});
const disk = object({ size: T.number, tags: T.set(T.string) });
const rich = object({
  s: T.string,
  n: T.number,
  b: T.bool,
  l: T.list(T.string),
  ll: T.list(T.list(T.number)),
  m: T.map(T.string),
  st: T.set(T.string),
  o: T.object({ a: T.string, n: T.number, l: T.list(T.string) }),
  t: T.tuple([T.string, T.number]),
  lo: T.list(T.object({ a: T.string })),
  mo: T.map(T.object({ a: T.string })),
  blk: { k: "block", name: "blk", nested: disk, required: false },
  bl: { k: "blocks", name: "bl", nested: disk, min: 0, max: 0, as: "list" },
});

test("Packer 1.6.6 read this spec from our gob, and sent this", () => {
  const text = `
s  = 12345678901234567890.125
n  = "0.1"
b  = "true"
l  = [1, null, "x", true]
ll = [[1, 2.5], []]
m  = { a = 1, b = null }
st = ["b", "a", "b"]
o  = { a = 1, n = "2", l = ["x"], more = 3 }
t  = [1, "2"]
lo = [{ a = 1 }, { a = null }]
mo = { k = { a = "<&>" } }
blk {
  size = 3
}
bl {
  tags = ["x", "x"]
}
bl {}
`;
  expect(configOf(text, rich)).toBe(
    String.raw`{"value":{"b":true,"bl":[{"size":null,"tags":["x"]},{"size":null,"tags":null}],"blk":{"size":3,"tags":null},"l":["1",null,"x","true"],"ll":[[1,2.5],[]],"lo":[{"a":"1"},{"a":null}],"m":{"a":"1","b":null},"mo":{"k":{"a":"\u003c\u0026\u003e"}},"n":0.1,"o":{"a":"1","l":["x"],"n":2},"s":"12345678901234567890.125","st":["a","b"],"t":["1",2]},"type":["object",{"b":"bool","bl":["list",["object",{"size":"number","tags":["set","string"]}]],"blk":["object",{"size":"number","tags":["set","string"]}],"l":["list","string"],"ll":["list",["list","number"]],"lo":["list",["object",{"a":"string"}]],"m":["map","string"],"mo":["map",["object",{"a":"string"}]],"n":"number","o":["object",{"a":"string","l":["list","string"],"n":"number"}],"s":"string","st":["set","string"],"t":["tuple",["string","number"]]}]}`,
  );
});
