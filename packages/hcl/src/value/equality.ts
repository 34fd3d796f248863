import { cmp } from "./number.ts";
import { compareValues } from "./order-set.ts";
import { hasDynamic, T, typeEquals } from "./type.ts";
import type { Value } from "./types.ts";
import { isWhollyKnown, marksDeep, typeOf, V, withMarks } from "./value.ts";

/**
 * `a == b` of the language: true, false, or unknown where what is not known yet decides. Nothing is converted, so values
 * of different types differ, but nulls of any type are equal. The result carries all marks of both.
 */
export function equals(a: Value, b: Value): Value {
  const verdict = compare(a, b);
  const result = verdict === undefined ? V.unknown(T.bool) : V.bool(verdict);
  return withMarks(withMarks(result, marksDeep(a)), marksDeep(b));
}

/** undefined: it depends on something unknown. */
function compare(a: Value, b: Value): boolean | undefined {
  if (a.k === "unknown" || b.k === "unknown") return compareWithUnknown(a, b);
  if (a.k === "null" || b.k === "null") return a.k === b.k;
  switch (a.k) {
    case "string":
      return b.k === "string" && a.value === b.value;
    case "number":
      return b.k === "number" && cmp(a.value, b.value) === 0;
    case "bool":
      return b.k === "bool" && a.value === b.value;
    case "list":
      if (b.k !== "list" || !mayBeSameType(a, b)) return false;
      return a.items.length === b.items.length && all(a.items, b.items);
    case "tuple":
      return b.k === "tuple" && a.items.length === b.items.length && all(a.items, b.items);
    case "set":
      if (b.k !== "set" || !mayBeSameType(a, b)) return false;
      if (!isWhollyKnown(a) || !isWhollyKnown(b)) return undefined;
      return compareValues(a, b) === 0;
    case "map":
      if (b.k !== "map" || !mayBeSameType(a, b)) return false;
      return sameKeys(a.entries, b.entries) && all([...a.entries.values()], [...b.entries.values()]);
    case "object":
      if (b.k !== "object") return false;
      return sameKeys(a.entries, b.entries) && all([...a.entries.values()], [...b.entries.values()]);
  }
}

function compareWithUnknown(a: Value, b: Value): boolean | undefined {
  // An unknown may turn out to be null, and nulls of any type are equal.
  if (a.k === "null" || b.k === "null" || a.k === b.k) return undefined;
  return mayBeSameType(a, b) ? undefined : false;
}

function mayBeSameType(a: Value, b: Value): boolean {
  const [x, y] = [typeOf(a), typeOf(b)];
  return hasDynamic(x) || hasDynamic(y) || typeEquals(x, y);
}

function sameKeys(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean {
  if (a.size !== b.size) return false;
  for (const key of a.keys()) if (!b.has(key)) return false;
  return true;
}

function all(a: readonly Value[], b: readonly Value[]): boolean | undefined {
  let verdict: boolean | undefined = true;
  for (const [i, item] of a.entries()) {
    const other = b[i];
    const one = other ? compare(item, other) : false;
    if (one === false) return false;
    if (one === undefined) verdict = undefined;
  }
  return verdict;
}

/** Whether two values are the same in type, marks and contents; two unknown values of one type are. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.k !== b.k || a.marks.size !== b.marks.size) return false;
  for (const mark of a.marks) if (!b.marks.has(mark)) return false;
  if (a.k === "unknown" || a.k === "null") return "type" in b && typeEquals(a.type, b.type);
  if (a.k === "number") return b.k === "number" && cmp(a.value, b.value) === 0;
  if ("value" in a) return "value" in b && a.value === b.value;
  if ("of" in a && !("of" in b && typeEquals(a.of, b.of))) return false;
  if ("items" in a) {
    if (!("items" in b) || a.items.length !== b.items.length) return false;
    return a.items.every((item, i) => {
      const other = b.items[i];
      return other !== undefined && sameValue(item, other);
    });
  }
  if (!("entries" in a && "entries" in b) || a.entries.size !== b.entries.size) return false;
  for (const [key, value] of a.entries) {
    const other = b.entries.get(key);
    if (!other || !sameValue(value, other)) return false;
  }
  return true;
}
