import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatConsole } from "./console-text.ts";
import { sameValue } from "./equality.ts";
import { fromJson, fromPlainJson, impliedTypeOfJson, toJson, toPlainJson } from "./json.ts";
import { fromJs, toJs } from "./plain.ts";
import { T } from "./type.ts";
import { typeFromJson, typeToJson } from "./type-json.ts";
import { V } from "./value.ts";

describe("JSON", () => {
  it.each([
    ['{"b":1,"a":[true,null]}', '{"a":[true,null],"b":1}'],
    ["1e30", `1${"0".repeat(30)}`],
    ["0.1000", "0.1"],
    ['"<a>&\\u2028"', '"\\u003ca\\u003e\\u0026\\u2028"'],
    ['"\\ud800"', '"\ufffd"'],
    [" [ ] ", "[]"],
  ])("%s reads and writes as %s", (text, want) => expect(toPlainJson(fromPlainJson(text))).toBe(want));

  it.each([
    ["", "invalid JSON at line 1, column 1: a value is expected, but here is the end"],
    ['{"a":1,}', 'invalid JSON at line 1, column 8: a property name in quotes is expected, but here is "}"'],
    ["[1\n2]", 'invalid JSON at line 2, column 1: "," or "]" is expected, but here is "2"'],
    ["{}boop", 'invalid JSON at line 1, column 3: nothing more is expected, but here is "b"'],
    ["01", 'invalid JSON at line 1, column 2: nothing more is expected, but here is "1"'],
    ["[".repeat(5000), "the JSON is nested deeper than 1000 levels"],
  ])("%s is refused", (text, want) => expect(() => fromPlainJson(text)).toThrow(want));

  it("carries the type along where the other side does not know it", () => {
    const type = T.object({ any: T.dynamic, list: T.list(T.dynamic) });
    const value = V.object({ any: V.list(T.bool, [V.bool(true)]), list: V.list(T.dynamic, []) });
    const text = toJson(value, type);
    expect(text).toBe('{"any":{"value":[true],"type":["list","bool"]},"list":[]}');
    expect(sameValue(fromJson(text, type), value)).toBe(true);
  });

  it("fills missing attributes with null and refuses others", () => {
    const type = T.object({ a: T.string });
    expect(fromJson("{}", type)).toEqual(V.object({ a: V.null(T.string) }));
    expect(() => fromJson('{"b":1}', type)).toThrow('the attribute "b" is not expected here');
  });

  it("has no form for what is not known yet", () => {
    const message = "a value that is not known yet has no JSON form";
    expect(() => toJson(V.unknown(T.dynamic), T.dynamic)).toThrow(message);
    expect(() => toJson(V.tuple([V.unknown(T.string)]), T.dynamic)).toThrow(message);
  });

  it("implies a type, unless a property is of two types", () => {
    const type = T.object({ a: T.tuple([T.number, T.dynamic]) });
    expect(impliedTypeOfJson('{"a":[1,null]}')).toEqual(type);
    expect(impliedTypeOfJson('{"a":[],"a":[]}')).toEqual(T.object({ a: T.tuple([]) }));
    expect(() => impliedTypeOfJson('{"a":1,"a":true}')).toThrow('the property "a" stands twice in one object');
  });

  it("types survive", () => {
    const text = '["object",{"a":["list","string"],"b":["tuple",["bool","dynamic"]]},["a"]]';
    expect(typeToJson(typeFromJson(text))).toBe(text);
  });

  it("plain JS survives the way through values, and through JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: true }), (x) => {
        const value = fromJs(x);
        expect(toJs(fromPlainJson(toPlainJson(value)))).toEqual(toJs(value));
      }),
    );
  });
});

describe("formatConsole", () => {
  it.each<[string, ReturnType<typeof fromJs>, string]>([
    ["text", V.string("a\nb"), "a\nb"],
    ["a great number", fromPlainJson("12345678.5"), "1.23456785e+07"],
    ["a whole number of 64 bits", fromPlainJson("9223372036854775807"), "9223372036854775807"],
    ["a greater one", fromPlainJson("9223372036854775808"), "9.223372036854776e+18"],
    ["a third of something", fromPlainJson("0.33333333333333333333333"), "0.3333333333333333"],
    ["null", fromJs(null), "null"],
    ["what is empty", fromJs([[], {}]), "[\n  [],\n  {},\n]"],
    ["null entries", fromJs({ a: null, "b c": ['\u00a0\u0001"'] }), '{\n  "b c" = [\n    "\\u00a0\\x01\\"",\n  ]\n}'],
    ["what is not known", V.tuple([V.unknown(T.string)]), "<unknown>"],
  ])("%s", (_, value, want) => expect(formatConsole(value)).toBe(want));
});
