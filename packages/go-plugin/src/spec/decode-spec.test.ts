import { T } from "@ingot/hcl";
import { describe, expect, test } from "vitest";
import { encodeGobType } from "../cty/encode-gob-type.ts";
import { builtIn, defineMap, defineOpaque, defineSlice, defineStruct } from "../gob/define-gob-type.ts";
import {
  gobBytes,
  gobInterface,
  gobList,
  gobMap,
  gobMessage,
  gobNil,
  gobPlain,
  gobStruct,
  gobText,
  gobUint,
} from "../gob/write-gob.ts";
import { decodeSpec } from "./decode-spec.ts";

const ids = { object: 65, attr: 66, type: 67, block: 68, label: 69, tuple: 70 };
const { string, bool, interface: any } = builtIn;
// Fields in another order than Go's, and one more.
const types = [
  defineMap(ids.object, "ObjectSpec", string, any),
  defineStruct(ids.attr, "AttrSpec", { Later: string, Required: bool, Type: ids.type, Name: string }),
  defineOpaque(ids.type, "Type"),
  defineStruct(ids.block, "BlockSpec", { TypeName: string, Nested: any }),
  defineStruct(ids.label, "BlockLabelSpec", { Index: builtIn.int, Name: string }),
  defineSlice(ids.tuple, "TupleSpec", any),
];
const streamOf = (...parts: (readonly [string, Uint8Array])[]) => {
  const object = gobMap(parts.map(([name, part]) => [gobText(name), part] as const));
  return Buffer.concat([...types, gobMessage(ids.object, gobPlain(object))]);
};
const attr = gobInterface(
  "*hcldec.AttrSpec",
  ids.attr,
  gobStruct(gobText("x"), gobUint(1), gobBytes(encodeGobType(T.bool)), gobText("size")),
);
const block = (nested: Uint8Array) => gobInterface("*hcldec.BlockSpec", ids.block, gobStruct(gobText("disk"), nested));
const object = (name: string, part: Uint8Array) =>
  gobInterface(name, ids.object, gobPlain(gobMap([[gobText("size"), part]])));

describe("decodeSpec of gob", () => {
  test.each(["github.com/hashicorp/hcl/v2/hcldec.ObjectSpec", "example.com/vendor/hcldec.ObjectSpec"])(
    "finds fields by their names, and objects called %s",
    (name) => {
      expect(decodeSpec(streamOf(["disk", block(object(name, attr))]), "gob").parts.get("disk")).toEqual({
        k: "block",
        name: "disk",
        nested: { k: "object", parts: new Map([["size", { k: "attr", name: "size", type: T.bool, required: true }]]) },
        required: false,
      });
    },
  );

  const label = gobInterface("*hcldec.BlockLabelSpec", ids.label, gobStruct(undefined, gobText("l")));
  const tuple = gobInterface("github.com/hashicorp/hcl/v2/hcldec.TupleSpec", ids.tuple, gobPlain(gobList([attr])));
  const objectName = "github.com/hashicorp/hcl/v2/hcldec.ObjectSpec";

  test("what is refused is named, with the component and the part", () => {
    const wrong = [
      streamOf(["disk", block(object(objectName, label))]),
      streamOf(["all", tuple]),
      streamOf(["none", gobNil]),
      streamOf(["disk", block(tuple)]),
      streamOf(["disk", block(gobNil)]),
      streamOf(["a", gobInterface("*hcldec.AttrSpec", ids.attr, gobStruct(undefined, gobUint(1)))]),
      gobMessage(string, gobPlain(gobText("x"))),
      Buffer.from("5|0|unix|/tmp/x"),
    ];
    expect(
      wrong.map((bytes) => messageOf(() => decodeSpec(bytes, "gob", 'the builder "demo"'))),
    ).toMatchInlineSnapshot(`
      [
        "SpecError: The config spec of the builder "demo" cannot be read: in its part "disk.size", there is a spec of the kind "*hcldec.BlockLabelSpec", which is not one that config can be read by",
        "SpecError: The config spec of the builder "demo" cannot be read: in its part "all", there is a spec of the kind "github.com/hashicorp/hcl/v2/hcldec.TupleSpec", which is not one that config can be read by",
        "SpecError: The config spec of the builder "demo" cannot be read: in its part "none", there is no spec",
        "SpecError: The config spec of the builder "demo" cannot be read: in its part "disk", an object spec is expected inside of the block, and there is a spec of the kind "github.com/hashicorp/hcl/v2/hcldec.TupleSpec"",
        "SpecError: The config spec of the builder "demo" cannot be read: in its part "disk", an object spec is expected inside of the block, and there is nothing",
        "SpecError: The config spec of the builder "demo" cannot be read: in its part "a", a type is not a value that writes itself",
        "SpecError: The config spec of the builder "demo" cannot be read: an object spec is not a map",
        "SpecError: The config spec of the builder "demo" cannot be read: the bytes end in the middle of a message",
      ]
    `);
  });
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return String(error);
  }
  return "nothing was thrown";
}
