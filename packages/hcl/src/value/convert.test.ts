import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyDefaults } from "./apply-defaults.ts";
import { formatConsole } from "./console-text.ts";
import { convert, describeConversionError } from "./convert.ts";
import { equals, sameValue } from "./equality.ts";
import { fromJs } from "./plain.ts";
import { T, typeText } from "./type.ts";
import type { Type, Value } from "./types.ts";
import { marksDeep, typeOf, V, withMarks } from "./value.ts";

function outcome(value: Value, type: Type): string {
  const result = convert(value, type);
  if ("error" in result) return `error: ${describeConversionError(result)}`;
  const { value: got } = result;
  return `${formatConsole(got).replace(/\s+/g, " ")} as ${typeText(typeOf(got))}`;
}

describe("convert", () => {
  it.each<[unknown, Type, string]>([
    [5, T.string, "5 as string"],
    ["5", T.number, "5 as number"],
    [true, T.string, "true as string"],
    ["1", T.bool, "true as bool"],
    ["abc", T.number, "error: a number is required"],
    ["True", T.bool, 'error: a bool is required; as text it is written "true", in lower case'],
    [1, T.bool, "error: a bool is required, but this is a number"],
    ["a", T.list(T.string), "error: a list of string is required, but this is a string"],
    [["a", 1], T.list(T.string), '[ "a", "1", ] as list(string)'],
    [["b", "a", "b"], T.set(T.string), '[ "a", "b", ] as set(string)'],
    [[10, 9, 1], T.set(T.number), "[ 1, 9, 10, ] as set(number)"],
    [["a", 1], T.list(T.dynamic), '[ "a", "1", ] as list(string)'],
    [[true, 1], T.list(T.dynamic), "error: all elements of a list must have the same type"],
    [[1, "x"], T.list(T.number), "error: element 1: a number is required"],
    [[], T.list(T.dynamic), "[] as list(any)"],
    [{ a: 1, b: 2 }, T.map(T.string), '{ "a" = "1" "b" = "2" } as map(string)'],
    [{ a: 1, b: 2 }, T.object({ a: T.string }), '{ "a" = "1" } as object({a=string})'],
    [{ b: 2 }, T.object({ a: T.string, c: T.string }), 'error: attributes "a" and "c" are required'],
    [{ a: 1 }, T.object({ a: T.number, b: T.bool }, ["b"]), '{ "a" = 1 } as object({a=number, b=bool})'],
    [
      { a: [{ n: "x" }] },
      T.object({ a: T.list(T.object({ n: T.number })) }),
      'error: attribute "a": element 0: attribute "n": a number is required',
    ],
    [["a"], T.tuple([T.string, T.string]), "error: a tuple of 2 elements is required, but 1 is given"],
    [null, T.list(T.string), "null as list(string)"],
    [{ a: 1 }, T.dynamic, '{ "a" = 1 } as object({a=number})'],
  ])("%j to %j", (value, type, want) => expect(outcome(fromJs(value), type)).toBe(want));

  it("leaves marks where they are", () => {
    const secret = withMarks(V.string("5"), ["sensitive"]);
    const result = convert(V.tuple([secret, V.string("6")]), T.list(T.number));
    expect("value" in result && result.value.k === "list" && result.value.items.map((item) => [...item.marks])).toEqual(
      [["sensitive"], []],
    );
    const set = convert(V.tuple([secret]), T.set(T.number));
    expect("value" in set && [[...set.value.marks], [...marksDeep(set.value)]]).toEqual([["sensitive"], ["sensitive"]]);
  });

  it("cannot tell where an unknown item of a set will stand in a list", () => {
    const set = V.set(T.string, [V.unknown(T.string), V.string("1")]);
    expect(convert(set, T.list(T.number))).toEqual({ value: V.unknown(T.list(T.number)) });
    expect(outcome(set, T.list(T.list(T.string)))).toBe(
      "error: a list of list of string is required, but this is a set of string",
    );
  });

  it("says of an unknown value which part can never fit", () => {
    expect(outcome(V.unknown(T.object({ a: T.bool })), T.object({ a: T.number }))).toBe(
      'error: attribute "a": a number is required, but this is a bool',
    );
  });
});

const types: fc.Arbitrary<Type> = fc.letrec<{ type: Type }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(T.string, T.number, T.bool, T.dynamic),
    tie("type").map(T.list),
    tie("type").map(T.set),
    tie("type").map(T.map),
    fc.array(tie("type"), { maxLength: 2 }).map(T.tuple),
    fc.dictionary(fc.constantFrom("a", "b"), tie("type")).map((attributes) => T.object(attributes)),
  ),
})).type;
const values = fc.jsonValue({ maxDepth: 3 }).map(fromJs);

describe("properties", () => {
  it("converting twice is converting once", () => {
    fc.assert(
      fc.property(values, types, (value, type) => {
        const once = convert(value, type);
        if ("error" in once) return;
        const twice = convert(once.value, type);
        expect("value" in twice && sameValue(twice.value, once.value)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("a value converts to its own type and stays the same", () => {
    fc.assert(
      fc.property(values, (value) => {
        const result = convert(value, typeOf(value));
        return "value" in result && sameValue(result.value, value);
      }),
    );
  });

  it("a set is in order, has each item once, and does not depend on the order given", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(fc.array(text), (items) => {
        const set = V.set(T.string, items.map(V.string));
        const reversed = V.set(T.string, items.map(V.string).reverse());
        const bytes = (value: Value) => (value.k === "string" ? Buffer.from(value.value).toString("hex") : "");
        const order = set.k === "set" ? set.items.map(bytes) : [];
        expect(order).toEqual([...new Set(order)].sort());
        expect(equals(set, reversed)).toEqual(V.bool(true));
      }),
    );
  });
});

describe("equals", () => {
  const unknown = V.unknown(T.string);
  it.each<[string, Value, Value, Value]>([
    ['1 and "1"', V.number(1), V.string("1"), V.bool(false)],
    ["nulls of any type", V.null(T.string), V.null(T.number), V.bool(true)],
    ["null and text", V.null(T.string), V.string(""), V.bool(false)],
    ["unknown text and text", unknown, V.string("a"), V.unknown(T.bool)],
    ["unknown text and a number", unknown, V.number(1), V.bool(false)],
    ["unknown text and null", unknown, V.null(T.number), V.unknown(T.bool)],
    [
      "a tuple that differs in what is known",
      V.tuple([unknown, V.number(1)]),
      V.tuple([unknown, V.number(2)]),
      V.bool(false),
    ],
    ["a list and a tuple", V.list(T.number, [V.number(1)]), V.tuple([V.number(1)]), V.bool(false)],
    [
      "marks of both",
      withMarks(V.number(1), ["a"]),
      withMarks(V.number(1), ["b"]),
      withMarks(V.bool(true), ["a", "b"]),
    ],
  ])("%s", (_, a, b, want) => expect(equals(a, b)).toEqual(want));
});

describe("applyDefaults", () => {
  const none = new Map();
  const size = { values: new Map([["size", V.number(10)]]), children: none };
  it.each<[string, unknown, string]>([
    ["what is missing", { name: "a" }, '{ "name" = "a" "size" = 10 }'],
    ["what is null", { name: "a", size: null }, '{ "name" = "a" "size" = 10 }'],
    ["not what is given", { size: 1 }, '{ "size" = 1 }'],
    ["nothing where all is null", null, "null"],
  ])("fills in %s", (_, value, want) => {
    expect(formatConsole(applyDefaults(fromJs(value), size)).replace(/\s+/g, " ")).toBe(want);
  });

  it("reaches into elements and nested objects", () => {
    const disks = { values: none, children: new Map([["", size]]) };
    const root = { values: new Map([["disks", fromJs([{}])]]), children: new Map([["disks", disks]]) };
    expect(applyDefaults(fromJs({ disks: [{ size: 1 }, {}] }), root)).toEqual(
      fromJs({ disks: [{ size: 1 }, { size: 10 }] }),
    );
    expect(applyDefaults(fromJs({}), root)).toEqual(fromJs({ disks: [{ size: 10 }] }));
  });
});
