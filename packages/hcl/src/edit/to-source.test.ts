import fc from "fast-check";
import { expect, it } from "vitest";
import { formatText } from "../format/format-text.ts";
import { parseExpression } from "../syntax/parse-file.ts";
import { negativeInfinity, parseNumber } from "../value/number.ts";
import { fromJs, toJs } from "../value/plain.ts";
import { T } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { V, withMarks } from "../value/value.ts";
import { toSource } from "./to-source.ts";

it.each<[Value, string]>([
  [V.string('a "b" ${c}\n'), '"a \\"b\\" $${c}\\n"'],
  [V.number(-1.5), "-1.5"],
  [V.number(parseNumber("1e500") ?? 0), "1e+500"],
  [V.number(negativeInfinity), "-1 / 0"],
  [V.null(T.string), "null"],
  [V.list(T.bool, [V.bool(true), V.bool(false)]), "[true, false]"],
  [V.tuple([]), "[]"],
  [V.object({}), "{}"],
  [V.tuple([V.object({ a: V.number(1) })]), "[\n  {\n    a = 1\n  },\n]"],
  [
    V.map(T.string, { "x y": V.string("1"), for: V.string("2"), z: V.string("3") }),
    '{\n  "for" = "2"\n  "x y" = "1"\n  z     = "3"\n}',
  ],
  [V.tuple(Array.from({ length: 3 }, () => V.string("x".repeat(30)))), `[\n${`  "${"x".repeat(30)}",\n`.repeat(3)}]`],
  [withMarks(V.string("secret"), new Set(["sensitive"])), '"secret"'],
])("writes case %#", (value, source) => {
  expect(toSource(value)).toBe(source);
});

it("refuses what is not known", () => {
  expect(() => toSource(V.tuple([V.unknown(T.string)]))).toThrow("a value that is not known yet cannot be written");
});

it("writes what reads as the same value, in canonical form", () => {
  const json = fc.jsonValue({ maxDepth: 4 }).filter((plain) => !JSON.stringify(plain).includes("-0"));
  fc.assert(
    fc.property(json, (plain) => {
      const value = fromJs(plain);
      const source = toSource(value);
      const parsed = parseExpression(source, "x.hcl");
      expect(parsed.diagnostics).toEqual([]);
      expect(toJs(parsed.value.evaluate({ variables: new Map(), functions: new Map() }).value)).toEqual(toJs(value));
      expect(formatText(`a = ${source}\n`)).toBe(`a = ${source}\n`);
    }),
  );
});
