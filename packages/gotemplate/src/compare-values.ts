import { show } from "./format-printf.ts";
import { compareStrings, describeType, integerOf, kindOf, numberOf } from "./values.ts";

/**
 * Go's `eq` of two values: their types must agree, except that nil can be compared with anything.
 *
 * @throws Error where they cannot be compared.
 */
export function areEqual(a: unknown, b: unknown): boolean {
  const kind = kindOf(a);
  const other = kindOf(b);
  if (kind === "nil" || other === "nil") return kind === other;
  if (kind === "list" || kind === "map" || kind === "function") {
    if (kind !== other) throw incompatible(a, b);
    throw new Error(`${show(a)} is ${describeType(a)}, which cannot be compared`);
  }
  if (kind !== other) throw incompatible(a, b);
  return kind === "int" ? integerOf(a) === integerOf(b) : kind === "float64" ? numberOf(a) === numberOf(b) : a === b;
}

/**
 * Whether `a` comes before `b`: numbers of one type, or strings by their bytes.
 *
 * @throws Error where they have no order.
 */
export function isLess(a: unknown, b: unknown): boolean {
  const kind = kindOf(a);
  if (kind !== kindOf(b)) throw incompatible(a, b);
  switch (kind) {
    case "int":
      return integerOf(a) < integerOf(b);
    case "float64":
      return numberOf(a) < numberOf(b);
    case "string":
      return compareStrings(String(a), String(b)) < 0;
    default:
      throw new Error(`${describeType(a)} has no order`);
  }
}

function incompatible(a: unknown, b: unknown): Error {
  return new Error(`${describeType(a)} cannot be compared with ${describeType(b)}`);
}
