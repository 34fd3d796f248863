import { typeFromJson } from "@ingot/hcl";
import { describe, expect, test } from "vitest";
import { encodeGobType } from "../cty/encode-gob-type.ts";
import { readVectors, type Vector } from "../vectors.fixture.ts";
import { decodeSpec } from "./decode-spec.ts";
import { encodeSpec } from "./encode-spec.ts";
import { neutralSpec, specFromNeutral } from "./neutral-spec.fixture.ts";

const named = (file: string) => readVectors(file).map((vector): [string, Vector] => [vector.name, vector]);
const isWritable = ([, vector]: [string, Vector]) => vector.bytes.length > 0;
const gob = [...named("gob-hcldec-spec"), ...named("gob-real-packer-1.6.6-specs")].filter(isWritable);
const simple = named("gob-hcldec-spec-simple-writer");
const protobuf = named("protobuf-hcldec-spec");

describe.skipIf(gob.length === 0)("the vectors of specs", () => {
  test.each(gob)("gob %s is read, and what is written is read as the same", (_, { bytes, decoded }) => {
    const spec = decodeSpec(bytes, "gob");
    expect(neutralSpec(spec)).toEqual(decoded);
    expect(decodeSpec(encodeSpec(spec, "gob"), "gob")).toEqual(spec);
  });

  test.each(simple)("gob %s is written byte for byte", (_, { bytes, decoded }) => {
    expect(encodeSpec(specFromNeutral(decoded), "gob")).toEqual(bytes);
    expect(neutralSpec(decodeSpec(bytes, "gob"))).toEqual(decoded);
  });

  test.each(named("gob-cty-type-simple-writer"))("the type %s is written byte for byte", (name, { bytes }) => {
    expect(encodeGobType(typeFromJson(name))).toEqual(bytes);
  });

  test.each(protobuf.filter(isWritable))("protobuf %s is read, and written byte for byte", (_, { bytes, decoded }) => {
    const spec = decodeSpec(bytes, "protobuf");
    expect(neutralSpec(spec)).toEqual(decoded);
    expect(encodeSpec(spec, "protobuf")).toEqual(bytes);
  });
});
