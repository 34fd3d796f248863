import { expect, test } from "vitest";
import type { ByteStream } from "../stream/byte-stream.ts";
import { readVectors } from "../vectors.fixture.ts";
import { encodeCommandFinished } from "./encode-command-finished.ts";
import { readCommandFinished } from "./read-command-finished.ts";

/** A stream from which bytes come in pieces of this length. */
function streamOf(bytes: Uint8Array, length: number): ByteStream {
  let at = 0;
  const read = async () => {
    if (at >= bytes.length) return undefined;
    at += length;
    return bytes.subarray(at - length, at);
  };
  return { read, write: async () => {}, end: async () => {}, close: () => {} };
}

const vectors = readVectors("gob-command-finished").map(({ name, bytes, value }) => [name, bytes, value] as const);

test.skipIf(vectors.length === 0).each(vectors)("%s is read, in pieces of whatever length", async (_, bytes, value) => {
  for (const length of [1, 7, bytes.length]) expect(await readCommandFinished(streamOf(bytes, length))).toBe(value);
});

test.each([0, 1, 7, 127, 128, 255, 2300218, -1])("the status %i is written and read", async (status) => {
  const bytes = encodeCommandFinished(status);
  expect(await readCommandFinished(streamOf(bytes, 5))).toBe(status);
});

test("the bytes of a status of 7 are those of Go", () => {
  const text = "2cff810301010f436f6d6d616e6446696e697368656401ff82000101010a45786974537461747573010400000005ff82010e00";
  expect(Buffer.from(encodeCommandFinished(7)).toString("hex")).toBe(text);
});

test.each<[string, Uint8Array, string]>([
  ["nothing", new Uint8Array(), "the stream ended before it said how the command ended"],
  ["a part", encodeCommandFinished(7).subarray(0, 40), "the stream ended before it said how the command ended"],
  ["something else", Buffer.from("0406000141", "hex"), "a message has more bytes than its value"],
  ["a text", Buffer.from("040c000141", "hex"), "how the command ended is not a struct"],
  ["a flood", Buffer.alloc(100_000, 0xfe), "the other side does not say how the command ended, but goes on and on"],
])("%s is an error", async (_, bytes, message) => {
  await expect(readCommandFinished(streamOf(bytes, 5000))).rejects.toThrow(message);
});
