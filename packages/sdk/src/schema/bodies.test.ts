import { parseFile, parseJsonFile, parseJsonTree, type Scope, T, V } from "@ingot/hcl";
import { describe, expect, test } from "vitest";
import { bodyFromHcl } from "./body-from-hcl.ts";
import { bodyFromJsonNode } from "./body-from-json-node.ts";
import { type Decoded, decode } from "./decode.ts";
import { s } from "./field.ts";
import { schema } from "./schema.ts";

const disk = schema({ size: s.number().required() });
const demo = schema({
  image: s.string().required(),
  changes: s.list(s.string()),
  wait: s.duration(),
  disk: s.blocks(disk, { max: 2 }),
});

const context = {
  component: { kind: "builder", type: "demo" },
  interpolate: (text: string) => ({ value: text }),
  render: (text: string) => text,
};

function shown(decoded: Decoded<object>): string[] {
  return decoded.diagnostics.map((d) => {
    const { start, end } = d.subject ?? { start: undefined, end: undefined };
    return `${start?.line}:${start?.column}-${end?.line}:${end?.column} ${d.summary}`;
  });
}

function decodeHcl(text: string) {
  const { file, diagnostics } = parseFile(text, "a.pkr.hcl");
  expect(diagnostics).toEqual([]);
  const scope: Scope = { variables: new Map([["later", V.unknown(T.string)]]), functions: new Map() };
  return decode(demo, bodyFromHcl(file.body, scope, file.body.range), context);
}

function decodeJson(text: string) {
  const { value, diagnostics } = parseJsonTree(text, "a.json");
  expect(diagnostics).toEqual([]);
  return decode(demo, bodyFromJsonNode(value, value.range, ["only"]), context);
}

describe("HCL", () => {
  test("attributes and blocks", () => {
    const decoded = decodeHcl('image = 1 + 1\nchanges = ["x"]\ndisk {\n  size = 5\n}\npacker_debug = true\n');
    expect(shown(decoded)).toEqual([]);
    expect(decoded.config).toEqual({ image: "2", changes: ["x"], wait: undefined, disk: [{ size: 5 }] });
  });

  test("the place of the very element", () => {
    expect(shown(decodeHcl('image = "a"\nchanges = ["x", {}]\n'))).toEqual([
      "2:17-2:19 Incorrect attribute value type",
    ]);
    expect(shown(decodeHcl('image = "a"\ndisk {\n  size = []\n}\n'))).toEqual([
      "3:10-3:12 Incorrect attribute value type",
    ]);
    expect(shown(decodeHcl('image = "a"\ndisk {}\n'))).toEqual(["2:1-2:5 Missing required argument"]);
  });

  test("one typo, one message", () => {
    expect(shown(decodeHcl('imgae = "a"\n'))).toEqual(["1:1-1:6 Unsupported argument"]);
  });

  test("an expression that fails says so once, and one that is unknown is waited for", () => {
    expect(shown(decodeHcl("image = nothing.here\n"))).toHaveLength(1);
    expect(decodeHcl("image = later\n").unknown).toEqual(["image"]);
  });

  test("the JSON syntax of HCL", () => {
    const { file } = parseJsonFile('{"image": "a", "disk": [{"size": 1}, {"size": 2}]}', "a.pkr.json");
    const scope: Scope = { variables: new Map(), functions: new Map() };
    const decoded = decode(demo, bodyFromHcl(file.body, scope, file.body.range), context);
    expect(decoded.config).toMatchObject({ image: "a", disk: [{ size: 1 }, { size: 2 }] });
  });
});

describe("JSON templates", () => {
  test("weakly, whatever the case of names", () => {
    const decoded = decodeJson(
      '{"type": "demo", "only": ["x"], "IMAGE": 1.50, "wait": 2000000, "disk": {"size": "5"}}',
    );
    expect(shown(decoded)).toEqual([]);
    expect(decoded.config).toEqual({ image: "1.5", changes: undefined, wait: 2, disk: [{ size: 5 }] });
  });

  test("places of values and of names", () => {
    expect(shown(decodeJson('{\n "image": "a",\n "changes": ["x", {"a": []}],\n "imgae": 1\n}'))).toEqual([
      "3:19-3:28 Incorrect attribute value type",
      '4:2-4:9 Unknown configuration key "imgae"',
    ]);
    expect(shown(decodeJson('{"image": "a", "disk": [{"size": 1}, {"sise": 2}]}'))).toEqual([
      '1:39-1:45 Unknown configuration key "sise"',
    ]);
  });
});
