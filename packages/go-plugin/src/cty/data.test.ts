import { sameValue, T, V, type Value } from "@ingot/hcl";
import { describe, expect, test } from "vitest";
import { readVectors } from "../vectors.fixture.ts";
import { decodeCtyJson } from "./decode-cty-json.ts";
import { decodeData } from "./decode-data.ts";
import { encodeData } from "./encode-data.ts";

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

  test.each(msgpack.map(({ name, bytes }) => [name, bytes] as const))("msgpack %s is read and written", (name, bytes) => {
    const value = decodeData(bytes, "protobuf");
    expect(value).toSatisfy((read: Value) => sameValue(read, json.get(name) ?? V.unknown(T.dynamic)));
    expect(Buffer.from(encodeData(value, "protobuf")).toString("hex")).toBe(Buffer.from(bytes).toString("hex"));
  });
});
