import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatText } from "../format/format-text.ts";
import { standardFunctions } from "../functions/standard-functions.ts";
import type { Scope } from "../syntax/contract.ts";
import { parseJsonFile } from "../syntax/json/parse-json-file.ts";
import { parseExpression, parseFile, parseTemplate } from "../syntax/parse-file.ts";
import { formatConsole } from "../value/console-text.ts";
import { T } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { V } from "../value/value.ts";

const secret: Value = { ...V.string("s"), marks: new Set(["sensitive"]) };
const scope: Scope = {
  functions: standardFunctions({ baseDir: "/nonexistent", cwd: "/nonexistent", startedAt: new Date(0), env: {} }),
  variables: new Map<string, Value>([
    ["a", V.tuple([V.number(1), V.null(T.dynamic), secret])],
    ["b", V.object({ a: V.list(T.number, [V.number(2)]), b: V.unknown(T.string), c: secret })],
    ["c", V.unknown(T.dynamic)],
  ]),
};
const pieces =
  'a b c [ ] { } ( ) . .* [*] [0] , : ? ! - + * / % == != < && || = => ... for in if " ${ %{ ~} "x" 1 2.5 null true \n upper( length( try( merge( keys( <<E\nx\nE\n'.split(
    " ",
  );
const expression = fc
  .array(fc.constantFrom(...pieces, "[for a in ", "{for k, v in ", "%{ if ", "%{ endif }"), { maxLength: 20 })
  .map((parts) => parts.join(" "));

describe("any text", () => {
  it("has a value or diagnostics as an expression and as a template", () => {
    fc.assert(
      fc.property(expression, (text) => {
        for (const parse of [parseExpression, parseTemplate]) {
          const { value } = parse(text, "t").value.evaluate(scope);
          expect(typeof formatConsole(value)).toBe("string");
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("has values or diagnostics in the strings of JSON", () => {
    fc.assert(
      fc.property(fc.dictionary(expression, fc.oneof(expression, fc.jsonValue())), (object) => {
        const { body } = parseJsonFile(JSON.stringify(object), "t.json").file;
        for (const attribute of body.attributes().value.values()) {
          expect(attribute.expression.evaluate(scope).value).toBeDefined();
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is formatted, and a right one only once", () => {
    fc.assert(
      fc.property(expression, (text) => {
        const formatted = formatText(`x = ${text}`);
        if (parseFile(`x = ${text}`, "t").diagnostics.length === 0) expect(formatText(formatted)).toBe(formatted);
      }),
      { numRuns: 500 },
    );
  });
});
