import { sameValue, T, V, type Value } from "@ingot/hcl";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyValue } from "../../test/any-value.ts";
import { gobBudget } from "../gob/decode-gob.ts";
import { readVectors } from "../vectors.fixture.ts";
import { decodeCtyJson } from "./decode-cty-json.ts";
import { decodeData } from "./decode-data.ts";
import { decodeGobValue } from "./decode-gob-value.ts";
import { encodeCtyJson } from "./encode-cty-json.ts";
import { encodeData } from "./encode-data.ts";
import { encodeGobValue } from "./encode-gob-value.ts";

const json = new Map(readVectors("cty-json-dynamic").map(({ name, bytes }) => [name, decodeCtyJson(bytes)]));
json.set("unknown_string", V.unknown(T.string));
const gob = readVectors("gob-cty-value").filter(({ bytes }) => bytes.length > 0);
const msgpack = readVectors("cty-msgpack-dynamic");

describe.skipIf(gob.length === 0)("the vectors", () => {
  test.each(gob.map(({ name, bytes }) => [name, bytes] as const))("gob %s is read", (name, bytes) => {
    const value = decodeData(bytes, "gob");
    expect(value).toSatisfy((read: Value) => sameValue(read, json.get(name) ?? V.unknown(T.dynamic)));
    const again = decodeData(encodeData(value, "gob"), "gob");
    expect(again).toEqual(value);
  });

  test.each(msgpack.map(({ name, bytes }) => [name, bytes] as const))(
    "msgpack %s is read and written",
    (name, bytes) => {
      const value = decodeData(bytes, "protobuf");
      expect(value).toSatisfy((read: Value) => sameValue(read, json.get(name) ?? V.unknown(T.dynamic)));
      expect(Buffer.from(encodeData(value, "protobuf")).toString("hex")).toBe(Buffer.from(bytes).toString("hex"));
    },
  );
});

test("what is not known, and what is of no certain type, is not said in gob", () => {
  expect(() => encodeData(V.object({ a: V.unknown(T.string) }), "gob")).toThrow(
    "a value that is not known yet cannot be sent",
  );
  expect(() => encodeData(V.object({ a: V.null(T.dynamic) }), "gob")).toThrow(
    "there is a value of any type, which gob cannot say",
  );
});

// Each as go-cty 1.13.3 answered.
const object = V.object({ a: V.number(1) });
const list = V.list(T.number, [V.number(1)]);
test.each<[string, Value, boolean]>([
  ["in an object", object, true],
  ["in a list", list, true],
  ["in a list in an object", V.object({ a: V.object({ b: list }) }), true],
  ["in an object in a tuple", V.tuple([object, list, V.tuple([V.number(1)])]), true],
  ["in a list in a list", V.list(T.list(T.number), [list]), false],
  ["in an object in a map in an object", V.object({ a: V.map(T.object({ a: T.number }), { b: object }) }), false],
  ["in a list in a set", V.set(T.list(T.number), [list]), false],
  ["that is the only one of a set", V.set(T.number, [V.number(1), V.null(T.number)]), true],
  ["that is not the only one of a set", V.set(T.number, [V.number(1), V.number(2)]), false],
  ["that is null", V.list(T.object({ a: T.number }), [V.object({ a: V.null(T.number) })]), true],
])("a number %s is sent in gob only where Packer can read it", (_, value, isSent) => {
  const send = () => encodeData(value, "gob");
  if (isSent) expect(decodeData(send(), "gob")).toEqual(value);
  else expect(send).toThrow("which Packer cannot read in gob. Give the number as a text");
  expect(decodeData(encodeData(value, "protobuf"), "protobuf")).toEqual(value);
});

describe("any value", () => {
  const same = (a: Value, b: Value): void => {
    expect(sameValue(a, b)).toBe(true);
  };

  test("survives gob", () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const bytes = encodeGobValue(value);
        same(decodeGobValue({ k: "opaque", name: "Value", bytes }, gobBudget()), value);
      }),
    );
  });

  test("survives msgpack", () => {
    fc.assert(fc.property(anyValue, (value) => same(decodeData(encodeData(value, "protobuf"), "protobuf"), value)));
  });

  test("survives JSON, to the digits that are shown", () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const shown = encodeCtyJson(value);
        expect(encodeCtyJson(decodeCtyJson(shown))).toEqual(shown);
        // Of what stands in JSON nothing is lost any more, in any encoding.
        const read = decodeCtyJson(shown);
        same(decodeData(encodeData(read, "protobuf"), "protobuf"), read);
      }),
    );
  });
});

test.each<[string, string, string]>([
  ["a map for a list", "92c4115b226c697374222c22737472696e67225d80", "a list is not an array"],
  ["a number for a text", "92c40822737472696e672201", "a value is not of its type, which is string"],
  ["a text that is no number", "92c408226e756d62657222a178", "a number is not a number"],
  [
    "an attribute that the type has not",
    "92c41b5b226f626a656374222c7b226f7574223a22737472696e67227d5d81a178c0",
    'the attribute "x" is not expected here',
  ],
  ["a type that is none", "92c40322782201", '"x" is not the name of a type'],
  ["no type", "01", "a value of any type is not an array"],
])("msgpack with %s is refused", (_, hex, message) => {
  expect(() => decodeData(Buffer.from(hex, "hex"), "protobuf")).toThrow(message);
});
