import { sameValue, T, V } from "@ingot/hcl";
import { expect, test } from "vitest";
import { readVectors } from "../vectors.fixture.ts";
import { decodeCtyJson } from "./decode-cty-json.ts";
import { encodeCtyJson } from "./encode-cty-json.ts";

const vectors = readVectors("cty-json-dynamic").map(({ name, bytes }) => [name, bytes] as const);

test.skipIf(vectors.length === 0).each(vectors)("%s is read, and written byte for byte", (_, bytes) => {
  expect(Buffer.from(encodeCtyJson(decodeCtyJson(bytes))).toString()).toBe(Buffer.from(bytes).toString());
});

test("marks are taken off, and digits are kept", () => {
  const secret = { ...V.string("s"), marks: new Set(["sensitive"]) };
  const number = decodeCtyJson(Buffer.from('{"value":0.1234567890123456789012345678901234567890,"type":"number"}'));
  const bytes = encodeCtyJson(V.object({ a: V.list(T.string, [secret]), n: number }));
  expect(Buffer.from(bytes).toString()).toBe(
    '{"value":{"a":["s"],"n":0.123456789012345678901234567890123456789},"type":["object",{"a":["list","string"],"n":"number"}]}',
  );
  expect(sameValue(decodeCtyJson(bytes), V.object({ a: V.list(T.string, [V.string("s")]), n: number }))).toBe(true);
});

test("what is not known is refused", () => {
  expect(() => encodeCtyJson(V.object({ a: V.unknown(T.string) }))).toThrow(
    "a value that is not known yet has no JSON form",
  );
});
