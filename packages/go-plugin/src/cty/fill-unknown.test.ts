import { isWhollyKnown, T, type Type, V, type Value, withMarks } from "@ingot/hcl";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyType, anyValue } from "../../test/any-value.ts";
import { fillUnknown } from "./fill-unknown.ts";

test.each<[Type, Value]>([
  [T.string, V.string("<unknown>")],
  [T.dynamic, V.string("<unknown>")],
  [T.number, V.number(0)],
  [T.bool, V.bool(false)],
  [T.list(T.number), V.list(T.number, [])],
  [T.set(T.string), V.set(T.string, [])],
  [T.map(T.bool), V.map(T.bool, [])],
  [T.tuple([T.bool]), V.tuple([V.bool(false)])],
  [T.object({ a: T.list(T.string), b: T.bool }), V.object({ a: V.list(T.string, []), b: V.bool(false) })],
])("for an unknown value of the type %j stands %j", (type, want) => {
  expect(fillUnknown(V.unknown(type))).toEqual(want);
  expect(fillUnknown(V.object({ a: V.list(type, [V.unknown(type)]) }))).toEqual(V.object({ a: V.list(type, [want]) }));
});

test("of two members of a set that are the same now, one is left, and marks stay", () => {
  const marked = withMarks(V.unknown(T.string), ["sensitive"]);
  const filled = fillUnknown(V.object({ s: V.set(T.string, [V.unknown(T.string), V.unknown(T.string)]), m: marked }));
  expect(filled).toEqual(
    V.object({ s: V.set(T.string, [V.string("<unknown>")]), m: withMarks(V.string("<unknown>"), ["sensitive"]) }),
  );
});

test("what is known stays what it is, and afterwards everything is", () => {
  fc.assert(
    fc.property(anyValue, anyType, (value, type) => {
      expect(fillUnknown(value)).toEqual(value);
      expect(isWhollyKnown(fillUnknown(V.tuple([value, V.unknown(type)])))).toBe(true);
    }),
  );
});
