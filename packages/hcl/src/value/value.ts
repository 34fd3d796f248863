import { compareUtf8 } from "./compare-utf8.ts";
import { type BigFloat, fromBigInt, fromJsNumber } from "./number.ts";
import { distinctInOrder } from "./order-set.ts";
import { T } from "./type.ts";
import type { Mark, Type, Value } from "./types.ts";

const noMarks: ReadonlySet<Mark> = new Set();
const yes: Value = { k: "bool", value: true, marks: noMarks };
const no: Value = { k: "bool", value: false, marks: noMarks };

/** Named values, as V.map and V.object take them. */
export type Entries = Iterable<readonly [string, Value]> | Readonly<Record<string, Value>>;

/**
 * Makers of values. Strings and keys are brought to NFC, entries into the order of their keys' bytes, items of sets
 * into set order with each only once.
 */
export const V = {
  string: (value: string): Value => ({ k: "string", value: value.normalize("NFC"), marks: noMarks }),
  number: (value: BigFloat | number | bigint): Value => ({
    k: "number",
    value: typeof value === "number" ? fromJsNumber(value) : typeof value === "bigint" ? fromBigInt(value) : value,
    marks: noMarks,
  }),
  bool: (value: boolean): Value => (value ? yes : no),
  null: (type: Type): Value => ({ k: "null", type, marks: noMarks }),
  unknown: (type: Type): Value => ({ k: "unknown", type, marks: noMarks }),
  /** All items must be of the type `of` already. */
  list: (of: Type, items: readonly Value[]): Value => ({ k: "list", of, items, marks: noMarks }),
  /** All items must be of the type `of` already. Marks of the items, however deep, become marks of the set. */
  set: (of: Type, items: readonly Value[]): Value => {
    const marks = new Set<Mark>();
    const bare = items.map((item) => unmarkDeepInto(item, marks));
    return { k: "set", of, items: distinctInOrder(bare), marks: marks.size > 0 ? marks : noMarks };
  },
  /** All values must be of the type `of` already. */
  map: (of: Type, entries: Entries): Value => ({ k: "map", of, entries: inKeyOrder(entries), marks: noMarks }),
  tuple: (items: readonly Value[]): Value => ({ k: "tuple", items, marks: noMarks }),
  object: (entries: Entries): Value => ({ k: "object", entries: inKeyOrder(entries), marks: noMarks }),
} as const;

function inKeyOrder(entries: Entries): ReadonlyMap<string, Value> {
  const pairs = Symbol.iterator in entries ? [...entries] : Object.entries(entries);
  const map = new Map<string, Value>();
  let isOrdered = true;
  let last: string | undefined;
  for (const [key, value] of pairs) {
    const name = key.normalize("NFC");
    if (last !== undefined && isOrdered && compareUtf8(last, name) >= 0) isOrdered = false;
    last = name;
    map.set(name, value);
  }
  return isOrdered ? map : new Map([...map].sort(([a], [b]) => compareUtf8(a, b)));
}

/** The types of values with many parts: of a large one the type is asked for again and again. */
const knownTypes = new WeakMap<Value, Type>();
const manyParts = 16;

/** The type of a value. */
export function typeOf(value: Value): Type {
  const count = value.k === "tuple" ? value.items.length : value.k === "object" ? value.entries.size : 0;
  if (count < manyParts) return readType(value);
  let type = knownTypes.get(value);
  if (!type) {
    type = readType(value);
    knownTypes.set(value, type);
  }
  return type;
}

function readType(value: Value): Type {
  switch (value.k) {
    case "unknown":
    case "null":
      return value.type;
    case "string":
      return T.string;
    case "number":
      return T.number;
    case "bool":
      return T.bool;
    case "list":
    case "set":
    case "map":
      return { k: value.k, of: value.of };
    case "tuple":
      return { k: "tuple", items: value.items.map(typeOf) };
    case "object": {
      const attributes = new Map<string, Type>();
      for (const [name, attribute] of value.entries) attributes.set(name, typeOf(attribute));
      return { k: "object", attributes, optional: noNames };
    }
  }
}

const noNames: ReadonlySet<string> = new Set();

/** The values directly inside: items or entry values, in order. Empty for all others. */
export function partsOfValue(value: Value): Iterable<Value> {
  if ("items" in value) return value.items;
  return "entries" in value ? value.entries.values() : [];
}

/** Whether the value itself is known; its parts may not be. */
export function isKnown(value: Value): boolean {
  return value.k !== "unknown";
}

/** Whether the value and all its parts are known. */
export function isWhollyKnown(value: Value): boolean {
  if (value.k === "unknown") return false;
  for (const part of partsOfValue(value)) if (!isWhollyKnown(part)) return false;
  return true;
}

/** Whether the value is null, of whatever type. */
export function isNull(value: Value): boolean {
  return value.k === "null";
}

/** The value with these marks besides its own. */
export function withMarks(value: Value, marks: Iterable<Mark>): Value {
  let more: Set<Mark> | undefined;
  for (const mark of marks) {
    if (value.marks.has(mark)) continue;
    more ??= new Set(value.marks);
    more.add(mark);
  }
  return more ? { ...value, marks: more } : value;
}

/** The value without the marks on itself; its parts keep theirs. */
export function unmark(value: Value): Value {
  return value.marks.size === 0 ? value : { ...value, marks: noMarks };
}

/** The value without any mark, however deep. */
export function unmarkDeep(value: Value): Value {
  return unmarkDeepInto(value, new Set());
}

function unmarkDeepInto(value: Value, into: Set<Mark>): Value {
  for (const mark of value.marks) into.add(mark);
  const bare = unmark(value);
  if ("items" in bare) {
    const items = bare.items.map((item) => unmarkDeepInto(item, into));
    return items.every((item, i) => item === bare.items[i]) ? bare : { ...bare, items };
  }
  if ("entries" in bare) {
    let isChanged = false;
    const entries = new Map<string, Value>();
    for (const [key, entry] of bare.entries) {
      const plain = unmarkDeepInto(entry, into);
      if (plain !== entry) isChanged = true;
      entries.set(key, plain);
    }
    return isChanged ? { ...bare, entries } : bare;
  }
  return bare;
}

/** All marks on the value and its parts. */
export function marksDeep(value: Value): ReadonlySet<Mark> {
  let marks = value.marks;
  for (const part of partsOfValue(value)) {
    const more = marksDeep(part);
    if (more.size === 0) continue;
    marks = marks.size === 0 ? more : new Set([...marks, ...more]);
  }
  return marks;
}
