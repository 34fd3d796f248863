import { toJsNumber } from "./number.ts";
import { T } from "./type.ts";
import type { Value } from "./types.ts";
import { V } from "./value.ts";

/** What a value is in plain JS: numbers are JS numbers, sequences arrays, maps and objects plain objects. */
export type Plain = null | string | number | boolean | readonly Plain[] | { readonly [name: string]: Plain };

/**
 * A value in plain JS. Digits that a JS number cannot hold are lost, and marks are not shown.
 * @throws RangeError where a part is not known: look with isWhollyKnown first
 */
export function toJs(value: Value): Plain {
  switch (value.k) {
    case "unknown":
      throw new RangeError("a value that is not known yet has no plain form");
    case "null":
      return null;
    case "string":
    case "bool":
      return value.value;
    case "number":
      return toJsNumber(value.value);
    case "list":
    case "set":
    case "tuple":
      return value.items.map(toJs);
    case "map":
    case "object": {
      const plain: Record<string, Plain> = {};
      for (const [name, entry] of value.entries) {
        Object.defineProperty(plain, name, {
          value: toJs(entry),
          enumerable: true,
          writable: true,
          configurable: true,
        });
      }
      return plain;
    }
  }
}

/**
 * The value of a plain JS value: arrays are tuples, objects and Maps objects, undefined properties are left out.
 * @throws TypeError for what has no counterpart (functions, symbols), RangeError for NaN
 */
export function fromJs(x: unknown): Value {
  if (x === null || x === undefined) return V.null(T.dynamic);
  if (typeof x === "string") return V.string(x);
  if (typeof x === "boolean") return V.bool(x);
  if (typeof x === "number" || typeof x === "bigint") return V.number(x);
  if (Array.isArray(x)) return V.tuple(x.map(fromJs));
  if (typeof x === "object") {
    const entries = x instanceof Map ? [...x] : Object.entries(x);
    return V.object(
      entries.filter(([, entry]) => entry !== undefined).map(([name, entry]) => [String(name), fromJs(entry)] as const),
    );
  }
  throw new TypeError(`a ${typeof x} is no value of the language`);
}
