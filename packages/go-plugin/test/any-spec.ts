import fc from "fast-check";
import type { HclObjectSpec, HclSpec } from "../src/spec/hcl-spec.ts";
import { anyName, anyType, anyValue } from "./any-value.ts";

const record = (model: Readonly<Record<string, fc.Arbitrary<unknown>>>) => fc.record(model, { noNullPrototype: true });
const count = fc.nat({ max: 300 });

const { object } = fc.letrec<{ object: HclObjectSpec; part: HclSpec }>((tie) => ({
  object: fc
    .array(fc.tuple(anyName, tie("part")), { maxLength: 4 })
    .map((parts): HclObjectSpec => ({ k: "object", parts: new Map(parts) })),
  part: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    record({ k: fc.constant("attr"), name: anyName, type: anyType, required: fc.boolean() }),
    record({ k: fc.constant("attrs"), name: anyName, type: anyType, required: fc.boolean() }),
    record({ k: fc.constant("literal"), value: anyValue }),
    record({ k: fc.constant("block"), name: anyName, nested: tie("object"), required: fc.boolean() }),
    record({
      k: fc.constant("blocks"),
      name: anyName,
      nested: tie("object"),
      min: count,
      max: count,
      as: fc.constantFrom("list", "set"),
    }),
    record({
      k: fc.constant("labelled"),
      name: anyName,
      labels: fc.array(anyName, { maxLength: 3 }),
      nested: tie("object"),
      as: fc.constantFrom("map", "object"),
    }),
    record({ k: fc.constant("default"), primary: tie("part"), fallback: tie("part") }),
  ) as fc.Arbitrary<HclSpec>,
}));

/** Specs with every kind of part. */
export const anySpec: fc.Arbitrary<HclObjectSpec> = object;
