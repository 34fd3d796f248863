import { compareUtf8 } from "./compare-utf8.ts";
import { cmp, formatNumber } from "./number.ts";
import { quoteGo } from "./quote-go.ts";
import type { Value } from "./types.ts";

/**
 * A total order over values: the order of the items of a set. Strings by their bytes, numbers ascending, false before
 * true; null after what is known, unknown after null. Collections follow the text that stands for them (core-hcl 5.6 says
 * by hash; the text was found by asking Packer 1.6.6).
 * Zero means the same value; two unknown values are never the same.
 */
export function compareValues(a: Value, b: Value): number {
  if (a.k !== b.k) return ranks[a.k] - ranks[b.k];
  switch (a.k) {
    case "string":
      return b.k === "string" ? compareUtf8(a.value, b.value) : 0;
    case "number":
      return b.k === "number" ? cmp(a.value, b.value) : 0;
    case "bool":
      return b.k === "bool" ? Number(a.value) - Number(b.value) : 0;
    case "list":
    case "set":
    case "tuple":
      return "items" in b ? compareUtf8(keyOf(a), keyOf(b)) || compareItems(a.items, b.items) : 0;
    case "map":
    case "object":
      return "entries" in b ? compareUtf8(keyOf(a), keyOf(b)) || compareEntries(a.entries, b.entries) : 0;
    default:
      return 0;
  }
}

const ranks: Readonly<Record<Value["k"], number>> = {
  bool: 0,
  number: 1,
  string: 2,
  tuple: 3,
  list: 4,
  set: 5,
  object: 6,
  map: 7,
  null: 8,
  unknown: 9,
};

const keys = new WeakMap<Value, string>();

/** The text by which a collection is sorted. Of an object it has the values only: those of one set have the same names. */
function keyOf(value: Value): string {
  const known = keys.get(value);
  if (known !== undefined) return known;
  const key = writeKey(value);
  keys.set(value, key);
  return key;
}

function writeKey(value: Value): string {
  switch (value.k) {
    case "unknown":
      return "?";
    case "null":
      return "null";
    case "string":
      return quoteGo(value.value);
    case "number":
      return formatNumber(value.value, "g", 10);
    case "bool":
      return value.value ? "T" : "F";
    case "map":
      return `{${Array.from(value.entries, ([name, item]) => `${quoteGo(name)}:${keyOf(item)};`).join("")}}`;
    case "object":
      return `<${Array.from(value.entries.values(), (item) => `${keyOf(item)};`).join("")}>`;
    default:
      return `[${value.items.map((item) => `${keyOf(item)};`).join("")}]`;
  }
}

function compareItems(a: readonly Value[], b: readonly Value[]): number {
  for (const [i, item] of a.entries()) {
    const other = b[i];
    if (!other) return 1;
    const order = compareValues(item, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareEntries(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): number {
  const others = [...b];
  let i = 0;
  for (const [key, value] of a) {
    const other = others[i];
    if (!other) return 1;
    const order = compareUtf8(key, other[0]) || compareValues(value, other[1]);
    if (order !== 0) return order;
    i += 1;
  }
  return a.size - b.size;
}

/** The items of a set: in set order, each once. Items that are not wholly known stay, as nothing says that they are equal. */
export function distinctInOrder(items: readonly Value[]): readonly Value[] {
  if (items.length < 2) return items;
  const sorted = [...items].sort(compareValues);
  return sorted.filter((item, i) => {
    const before = sorted[i - 1];
    return !before || compareValues(before, item) !== 0 || hasUnknown(item);
  });
}

function hasUnknown(value: Value): boolean {
  if (value.k === "unknown") return true;
  if ("items" in value) return value.items.some(hasUnknown);
  if ("entries" in value) for (const entry of value.entries.values()) if (hasUnknown(entry)) return true;
  return false;
}
