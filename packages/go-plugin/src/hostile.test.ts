import { JsonError } from "@ingot/hcl";
import { describe, expect, test } from "vitest";
import { decodeCtyJson } from "./cty/decode-cty-json.ts";
import { decodeData } from "./cty/decode-data.ts";
import { decodeGob } from "./gob/decode-gob.ts";
import { GobError } from "./gob/gob-value.ts";
import { MsgpackError } from "./msgpack/msgpack-value.ts";
import { decodeSpec } from "./spec/decode-spec.ts";
import { SpecError } from "./spec/hcl-spec.ts";
import { readVectors } from "./vectors.fixture.ts";

// What comes of vectors that are wrong in one place: a value or an error that says so, and nothing else.

const doors: readonly (readonly [file: string, decode: (bytes: Uint8Array) => unknown])[] = [
  ["gob-hcldec-spec", (bytes) => decodeSpec(bytes, "gob")],
  ["gob-hcldec-spec-simple-writer", (bytes) => decodeSpec(bytes, "gob")],
  ["gob-cty-value", (bytes) => decodeData(bytes, "gob")],
  ["gob-command-finished", decodeGob],
  ["gob-cty-type-simple-writer", decodeGob],
  ["protobuf-hcldec-spec", (bytes) => decodeSpec(bytes, "protobuf")],
  ["cty-msgpack-dynamic", (bytes) => decodeData(bytes, "protobuf")],
  ["cty-json-dynamic", decodeCtyJson],
];

/** Whether the bytes decode; what is thrown is an error about the bytes, and no mistake of the decoder. */
function isTaken(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): boolean {
  try {
    decode(bytes);
    return true;
  } catch (error) {
    const isExpected = [GobError, SpecError, MsgpackError, JsonError].some((kind) => error instanceof kind);
    if (!isExpected) throw error;
    return false;
  }
}

/** Every byte in turn with all its bits turned, with its lowest and with its highest one. */
function* flipped(bytes: Uint8Array, step: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += step) {
    for (const mask of [0xff, 0x01, 0x80]) {
      const copy = Uint8Array.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ mask;
      yield copy;
    }
  }
}

describe.skipIf(readVectors("gob-cty-value").length === 0)("a vector of", () => {
  test.each(doors)("%s that is cut off is refused, whatever its length", (file, decode) => {
    for (const { bytes, name } of readVectors(file)) {
      for (let length = 0; length < bytes.length; length += 1) {
        const isWhole = isTaken(decode, bytes.subarray(0, length));
        // Protobuf has no end: what is left of it may be a smaller spec, or none.
        if (!file.startsWith("protobuf")) expect(isWhole, `${name} at ${length}`).toBe(false);
      }
    }
  });

  test.each(doors)("%s with a byte changed is taken or refused, and no more", (file, decode) => {
    for (const { bytes } of readVectors(file)) for (const wrong of flipped(bytes, 1)) isTaken(decode, wrong);
  });

  test("a real spec with a byte changed or cut off is taken or refused", () => {
    for (const { bytes } of readVectors("gob-real-packer-1.6.6-specs")) {
      const decode = (wrong: Uint8Array) => decodeSpec(wrong, "gob");
      for (const wrong of flipped(bytes, 199)) isTaken(decode, wrong);
      for (let length = 0; length < bytes.length; length += 199) {
        expect(isTaken(decode, bytes.subarray(0, length))).toBe(false);
      }
    }
  });
});
