import { T } from "@ingot/hcl";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SpecError } from "../spec/hcl-spec.ts";
import { decodeProtobufSpec } from "./decode-protobuf-spec.ts";
import { encodeProtobufSpec } from "./encode-protobuf-spec.ts";
import { ProtobufError } from "./read-message.ts";
import { boolField, lengthField } from "./write-fields.ts";

const string = lengthField(1, lengthField(1, "cty.String"));
const number = lengthField(1, lengthField(1, "cty.Number"));
const attr = (...fields: Uint8Array[]) => lengthField(2, ...fields);
const entry = (...fields: Uint8Array[]) => lengthField(1, lengthField(1, ...fields));
const x = { k: "attr", name: "x", type: T.string, required: true } as const;

describe("decodeProtobufSpec", () => {
  const [name, type, required] = [lengthField(1, "x"), lengthField(2, string), boolField(3, true)];
  const key = lengthField(1, "x");

  test.each<[string, Uint8Array]>([
    ["in order", entry(key, lengthField(2, attr(name, type, required)))],
    ["in another order", entry(lengthField(2, attr(required, type, name)), key)],
    ["twice, of which the last counts", entry(key, lengthField(2, attr(lengthField(1, "y"), name, type, required)))],
    ["in two parts", entry(key, lengthField(2, attr(name, required), attr(type)))],
    [
      "among others that are not known",
      Buffer.concat([
        lengthField(9, "later"),
        entry(
          key,
          lengthField(2, attr(name, boolField(15, true), Buffer.from("91010102030405060708", "hex"), type, required)),
        ),
      ]),
    ],
  ])("reads fields %s", (_, bytes) => {
    expect(decodeProtobufSpec(bytes).parts).toEqual(new Map([["x", x]]));
  });

  test("of a oneof the last counts", () => {
    const twice = lengthField(2, attr(name, lengthField(2, string, lengthField(1, lengthField(1, "cty.Bool")))));
    expect(decodeProtobufSpec(entry(key, twice)).parts.get("x")).toMatchObject({ type: T.bool });
    const list = lengthField(2, lengthField(2, lengthField(1, number)));
    const other = lengthField(2, attr(name, lengthField(2, string), list));
    expect(decodeProtobufSpec(entry(key, other)).parts.get("x")).toMatchObject({ type: T.list(T.number) });
  });

  test.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(), "not an object spec"],
    ["an attribute at the top", attr(name, type), "not an object spec"],
    ["a group", Buffer.from("0b0c", "hex"), "the field 1 is of the wire type 3, which is not in use any more"],
    ["the end of a group", Buffer.from("0c", "hex"), "the field 1 is of the wire type 4, which is not in use any more"],
    [
      "a wire type that there is not",
      Buffer.from("0f", "hex"),
      "the field 1 is of the wire type 7, which is not in use any more",
    ],
    ["the field 0", Buffer.from("0200", "hex"), "0 is not the number of a field"],
    ["a number that does not end", Buffer.alloc(11, 0xff), "a number is longer than 10 bytes"],
    ["a field that is cut off", Buffer.from("0a05", "hex"), "a message ends in the middle of a field"],
    ["a number where a message stands", Buffer.from("0801", "hex"), "the field 1 is a number, and is to have a length"],
    ["a part without a spec", entry(key), 'in its part "x", there is a spec of a kind that is not known'],
    [
      "a part without a type",
      entry(key, lengthField(2, attr(name))),
      'in its part "x", there is no type, or one of a kind that is not known',
    ],
    [
      "a type that is not known",
      entry(key, lengthField(2, attr(name, lengthField(2, lengthField(1, lengthField(1, "cty.Set")))))),
      'in its part "x", "cty.Set" is not the name of a type',
    ],
    [
      "an object outside of a block",
      entry(key, lengthField(2, lengthField(1))),
      'in its part "x", there is an object spec outside of a block',
    ],
    [
      "a block of something else",
      entry(key, lengthField(2, lengthField(3, lengthField(3, attr(name, type))))),
      'in its part "x", not an object spec',
    ],
    ["a text that is not UTF-8", entry(lengthField(1, Buffer.from([0xff]))), "the text in the field 1 is not UTF-8"],
  ])("%s is refused", (_, bytes, message) => {
    expect(() => decodeProtobufSpec(bytes)).toThrow(message);
  });

  test("what is too large or too deep is refused", () => {
    expect(() => decodeProtobufSpec(new Uint8Array(2_000_000))).toThrow("longer than the 1048576 that are read");
    let spec: Uint8Array = lengthField(1);
    for (let i = 0; i < 200; i += 1) spec = entry(key, lengthField(2, lengthField(3, lengthField(3, spec))));
    expect(() => decodeProtobufSpec(spec)).toThrow("specs are nested more than 100 levels deep");
    let deep: Uint8Array = string;
    for (let i = 0; i < 200; i += 1) deep = lengthField(2, lengthField(1, deep));
    expect(() => decodeProtobufSpec(entry(key, lengthField(2, attr(name, lengthField(2, deep)))))).toThrow(
      "types are nested more than 100 levels deep",
    );
  });

  test("any bytes are a spec or an error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          decodeProtobufSpec(lengthField(1, lengthField(1, bytes)));
        } catch (error) {
          expect([ProtobufError, SpecError].some((kind) => error instanceof kind)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

test("equal specs are equal bytes, in whatever order their parts stand", () => {
  const y = { ...x, name: "y" };
  const one = encodeProtobufSpec({
    k: "object",
    parts: new Map([
      ["x", x],
      ["y", y],
    ]),
  });
  const other = encodeProtobufSpec({
    k: "object",
    parts: new Map([
      ["y", y],
      ["x", x],
    ]),
  });
  expect(one).toEqual(other);
});
