import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromJs } from "../value/plain.ts";
import { T } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { typeOf, V } from "../value/value.ts";
import { callFunction } from "./call-function.ts";
import { standardFunctions } from "./standard-functions.ts";

const functions = standardFunctions({ baseDir: "/nonexistent", cwd: "/nonexistent", startedAt: new Date(0), env: {} });

/** Those that reach out of the process, take expressions, or are slow on purpose. */
const left = new Set([
  "vault",
  "consul_key",
  "aws_secretsmanager",
  "aws_secretsmanager_raw",
  "try",
  "can",
  "convert",
  "bcrypt",
  "fileset",
]);
const names = [...functions.keys()].filter((name) => !left.has(name));

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom(..."(?P<n>i:a-z)[^]\\dpLQE*+{1,2}|.$^%0#s5f\n\"'&*!-: ,yYmMdDhHZ/") }),
);
const value: fc.Arbitrary<Value> = fc.oneof(
  text.map(V.string),
  fc.integer({ min: -5, max: 200 }).map(V.number),
  fc.double({ noNaN: true }).map(V.number),
  fc.jsonValue({ maxDepth: 2 }).map(fromJs),
  fc.array(text).map((items) => V.list(T.string, items.map(V.string))),
  fc.array(fc.integer()).map((items) => V.set(T.number, items.map(V.number))),
  fc.constantFrom(V.null(T.dynamic), V.unknown(T.dynamic), V.unknown(T.string), V.unknown(T.list(T.number))),
);

describe("any function with any arguments", () => {
  it("gives a value or says what is wrong", () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(value, { maxLength: 4 }), (name, args) => {
        const fn = functions.get(name);
        const result = fn && callFunction(fn, args);
        expect(result && ("error" in result ? result.error : typeOf(result.value))).toBeTruthy();
      }),
      { numRuns: 1000 },
    );
  });

  it("regular expressions of any text are read or refused", () => {
    const regex = functions.get("regexall");
    fc.assert(
      fc.property(text, fc.string({ maxLength: 8 }), (pattern, string) => {
        const result = regex && callFunction(regex, [V.string(pattern), V.string(string)]);
        expect(result).toBeDefined();
      }),
      { numRuns: 1000 },
    );
  });
});
