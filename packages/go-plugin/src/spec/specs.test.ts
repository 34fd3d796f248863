import { T, type Type, typeFromJson } from "@ingot/hcl";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anySpec } from "../../test/any-spec.ts";
import { encodeGobType } from "../cty/encode-gob-type.ts";
import { readVectors, type Vector } from "../vectors.fixture.ts";
import { decodeSpec } from "./decode-spec.ts";
import { encodeSpec } from "./encode-spec.ts";
import { type HclObjectSpec, type HclSpec, SpecError } from "./hcl-spec.ts";
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

  test.each(protobuf.filter((entry) => !isWritable(entry)))("protobuf cannot say %s", (name) => {
    const spec = specOf("x", notInProtobuf[name] ?? { k: "block", name: "", nested: empty, required: false });
    expect(() => encodeSpec(spec, "protobuf")).toThrow(/^in its part "x", there is .*, which protobuf cannot say$/);
  });

  test("gob cannot say a setting of any type", () => {
    const error = 'in its part "x", there is a value of any type, which gob cannot say';
    expect(() => encodeSpec(specOf("x", attr(T.dynamic)), "gob")).toThrow(error);
  });
});

const empty: HclObjectSpec = { k: "object", parts: new Map() };
const attr = (type: Type): HclSpec => ({ k: "attr", name: "x", type, required: false });
const specOf = (name: string, part: HclSpec): HclObjectSpec => ({ k: "object", parts: new Map([[name, part]]) });
/** The vectors that say that the reference refuses something do not say what in their bytes. */
const notInProtobuf: Readonly<Record<string, HclSpec>> = {
  block_attrs: { k: "attrs", name: "x", type: T.string, required: false },
  set_string: attr(T.set(T.string)),
  dynamic: attr(T.dynamic),
  object_attr: attr(T.object({ x: T.string })),
};

describe("any spec", () => {
  test("survives gob", () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        expect(decodeSpec(encodeSpec(spec, "gob"), "gob")).toEqual(spec);
      }),
    );
  });

  test("survives protobuf, or is refused there", () => {
    let count = 0;
    fc.assert(
      fc.property(anySpec, (spec) => {
        let bytes: Uint8Array;
        try {
          bytes = encodeSpec(spec, "protobuf");
        } catch (error) {
          expect(error).toBeInstanceOf(SpecError);
          return;
        }
        count += 1;
        expect(decodeSpec(bytes, "protobuf")).toEqual(withoutLimits(spec));
      }),
      { numRuns: 500 },
    );
    expect(count).toBeGreaterThan(50);
  });
});

/** How many blocks there may be is not in protobuf. */
function withoutLimits(spec: HclObjectSpec): HclObjectSpec {
  const parts = [...spec.parts].map(([key, part]): [string, HclSpec] => {
    if (part.k === "blocks") return [key, { ...part, min: 0, max: 0, nested: withoutLimits(part.nested) }];
    return [key, part.k === "block" ? { ...part, nested: withoutLimits(part.nested) } : part];
  });
  return { k: "object", parts: new Map(parts) };
}
