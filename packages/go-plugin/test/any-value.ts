import { numbers, T, type Type, V, type Value } from "@ingot/hcl";
import fc from "fast-check";

// Types and values of every kind for properties.

const text = fc.string({ unit: "binary", maxLength: 6 }).map((any) => any.normalize("NFC"));

/** Names of attributes: words, and stranger ones. */
export const anyName = fc.oneof(fc.constantFrom("a", "b", "disk", "__proto__", "<&>"), text);

const primitive = fc.constantFrom(T.string, T.number, T.bool);

/** Types without a dynamic part, which every encoding can say. */
export const anyType: fc.Arbitrary<Type> = fc.letrec<{ type: Type }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    primitive,
    tie("type").map(T.list),
    tie("type").map(T.set),
    tie("type").map(T.map),
    fc.array(tie("type"), { maxLength: 3 }).map(T.tuple),
    fc.array(fc.tuple(anyName, tie("type")), { maxLength: 3 }).map((entries) => T.object(new Map(entries))),
  ),
})).type;

const number = fc.oneof(
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(1n << 600n), max: 1n << 600n }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 }),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), fc.integer({ min: -80, max: 40 }))
    .map(([digits, power]) => numbers.parseNumber(`${digits}e${power}`) ?? 0),
);

/** Values of a type, null among them at every depth. */
export function anyValueOf(type: Type): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 8, arbitrary: anyKnown(type) }, { weight: 1, arbitrary: fc.constant(V.null(type)) });
}

function anyKnown(type: Type): fc.Arbitrary<Value> {
  switch (type.k) {
    case "string":
      return text.map(V.string);
    case "number":
      return number.map(V.number);
    case "bool":
      return fc.boolean().map(V.bool);
    case "list":
      return fc.array(anyValueOf(type.of), { maxLength: 3 }).map((items) => V.list(type.of, items));
    case "set":
      return fc.array(anyValueOf(type.of), { maxLength: 3 }).map((items) => V.set(type.of, items));
    case "map":
      return fc.array(fc.tuple(anyName, anyValueOf(type.of)), { maxLength: 3 }).map((all) => V.map(type.of, all));
    case "tuple":
      return fc.tuple(...type.items.map(anyValueOf)).map(V.tuple);
    case "object": {
      const entries = [...type.attributes].map(([name, of]) => anyValueOf(of).map((value) => [name, value] as const));
      return fc.tuple(...entries).map(V.object);
    }
    case "dynamic":
      return anyType.chain(anyValueOf);
  }
}

/** Values of any type that every encoding can say. */
export const anyValue: fc.Arbitrary<Value> = anyType.chain(anyValueOf);
