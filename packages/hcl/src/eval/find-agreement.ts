import type { Value } from "../value/types.ts";
import { typeOf, V } from "../value/value.ts";

/**
 * What is certain of a value that will be one of two: its shape, as far as both share it. What it holds is unknown, also where both hold
 * the same: an undecided conditional is unknown in Packer (core-hcl, "Numbers, strings, unknowns").
 * @param a without marks, as `b`, and of the same type
 */
export function findAgreement(a: Value, b: Value): Value {
  if (a.k === "tuple" && b.k === "tuple") return V.tuple(agreeOnItems(a.items, b.items));
  if (a.k === "list" && b.k === "list" && a.items.length === b.items.length) {
    return V.list(a.of, agreeOnItems(a.items, b.items));
  }
  if (a.k === "object" && b.k === "object") return V.object(agreeOnEntries(a.entries, b.entries));
  if (a.k === "map" && b.k === "map" && a.entries.size === b.entries.size) {
    const entries = agreeOnEntries(a.entries, b.entries);
    if (entries.length === a.entries.size) return V.map(a.of, entries);
  }
  return V.unknown(typeOf(a));
}

function agreeOnItems(a: readonly Value[], b: readonly Value[]): readonly Value[] {
  return a.flatMap((item, i) => agreeWith(item, b[i]));
}

/** Of the names that both have. */
function agreeOnEntries(
  a: ReadonlyMap<string, Value>,
  b: ReadonlyMap<string, Value>,
): readonly (readonly [string, Value])[] {
  return [...a].flatMap(([name, entry]) => agreeWith(entry, b.get(name)).map((value) => [name, value] as const));
}

function agreeWith(value: Value, other: Value | undefined): readonly Value[] {
  return other ? [findAgreement(value, other)] : [];
}
