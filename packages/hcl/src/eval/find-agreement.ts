import type { Value } from "../value/types.ts";
import { typeOf, V } from "../value/value.ts";

/**
 * What is certain of a value that will be one of two: how many elements it has, where both have as many and that can be written down
 * without knowing them. All else is unknown, also where both hold the same: an undecided conditional is unknown in Packer
 * (core-hcl, "Numbers, strings, unknowns").
 * @param a without marks, as `b`, and of the same type
 */
export function findAgreement(a: Value, b: Value): Value {
  if (a.k === "list" && b.k === "list" && a.items.length === b.items.length) {
    return V.list(
      a.of,
      a.items.map(() => V.unknown(a.of)),
    );
  }
  return isEmpty(a) && isEmpty(b) ? a : V.unknown(typeOf(a));
}

function isEmpty(value: Value): boolean {
  return (value.k === "map" && value.entries.size === 0) || (value.k === "set" && value.items.length === 0);
}
