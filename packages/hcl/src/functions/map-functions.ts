import { T, typeEquals } from "../value/type.ts";
import type { Type, Value } from "../value/types.ts";
import { isWhollyKnown, typeOf, unmark, V, withMarks } from "../value/value.ts";
import { type Fn, FunctionError } from "./contract.ts";
import {
  anyValue,
  convertArgument,
  define,
  entriesOf,
  itemsOf,
  keepingMarks,
  kindOf,
  marked,
  parameter,
  textOf,
} from "./define-function.ts";

function keysType([map]: readonly Value[]): Type {
  const type = map ? typeOf(map) : T.dynamic;
  if (type.k === "map") return T.list(T.string);
  if (type.k === "object") return T.tuple([...type.attributes.keys()].map(() => T.string));
  if (type.k === "dynamic") return T.dynamic;
  throw new FunctionError(`a map or object is required, but this is a ${type.k}`, 0);
}

function valuesType([map]: readonly Value[]): Type {
  const type = map ? typeOf(map) : T.dynamic;
  if (type.k === "map") return T.list(type.of);
  if (type.k === "object") return T.tuple([...type.attributes.values()]);
  if (type.k === "dynamic") return T.dynamic;
  throw new FunctionError(`a map or object is required, but this is a ${type.k}`, 0);
}

function keys(map: Value): Value {
  const type = typeOf(map);
  if (map.k === "unknown") {
    return type.k === "object" ? V.tuple([...type.attributes.keys()].map(V.string)) : V.unknown(keysType([map]));
  }
  const names = [...entriesOf(map).keys()].map(V.string);
  return type.k === "map" ? V.list(T.string, names) : V.tuple(names);
}

function values(map: Value, type: Type): Value {
  return type.k === "list" ? V.list(type.of, itemsOf(map)) : V.tuple(itemsOf(map));
}

function lookupType([map, key, standIn]: readonly Value[]): Type {
  const type = map ? typeOf(map) : T.dynamic;
  if (type.k === "map") {
    if (standIn) convertArgument(unmark(standIn), type.of, 2);
    return type.of;
  }
  if (type.k === "dynamic" || key?.k === "unknown") return T.dynamic;
  if (type.k !== "object") throw new FunctionError(`a map or object is required, but this is a ${type.k}`, 0);
  return type.attributes.get(textOf(key)) ?? (standIn ? typeOf(standIn) : T.dynamic);
}

function lookup([map, key, standIn]: readonly Value[], type: Type): Value {
  if (!map || !key || !standIn) throw new TypeError("three arguments were promised");
  const marks = [...map.marks, ...key.marks];
  const bare = unmark(map);
  if (bare.k === "unknown" || key.k === "unknown") return withMarks(V.unknown(type), marks);
  const found = entriesOf(bare).get(textOf(key));
  return withMarks(found ?? convertArgument(standIn, type, 2), marks);
}

function mergeType(args: readonly Value[]): Type {
  const types = args.map(typeOf);
  for (const [i, arg] of args.entries()) {
    const k = types[i]?.k;
    if (k === "dynamic" && arg.k === "null") continue;
    if (k !== "map" && k !== "object" && k !== "dynamic") {
      throw new FunctionError(`a map or object is required, but this is a ${kindOf(arg)}`, i);
    }
  }
  const given = args.filter((arg) => arg.k !== "null");
  const [first] = given;
  if (!first) return T.object({});
  const type = typeOf(first);
  if (type.k === "map" && given.every((arg) => typeEquals(typeOf(arg), type))) return type;
  const attributes = new Map<string, Type>();
  for (const arg of given) {
    const own = typeOf(arg);
    if (own.k === "object") for (const [name, attribute] of own.attributes) attributes.set(name, attribute);
    else if (arg.k === "map") for (const [name, entry] of arg.entries) attributes.set(name, typeOf(entry));
    else return T.dynamic;
  }
  return T.object(attributes);
}

function merge(args: readonly Value[], type: Type): Value {
  const entries = new Map<string, Value>();
  for (const arg of args) {
    if (arg.k === "unknown") return V.unknown(type);
    if (arg.k === "null") continue;
    for (const [name, entry] of entriesOf(arg)) entries.set(name, entry);
  }
  return type.k === "map" ? V.map(type.of, entries) : V.object(entries);
}

function zipmapType([keyList, list]: readonly Value[]): Type {
  const type = list ? typeOf(list) : T.dynamic;
  if (type.k === "list") return T.map(type.of);
  if (type.k === "dynamic") return T.dynamic;
  if (type.k !== "tuple") throw new FunctionError(`a list or tuple of values is required, but this is a ${type.k}`, 1);
  if (!keyList || !isWhollyKnown(keyList)) return T.dynamic;
  const names = zipKeys(keyList, type.items.length);
  return T.object(names.map((name, i) => [name, type.items[i] ?? T.dynamic] as const));
}

function zipKeys(keyList: Value, count: number): readonly string[] {
  const names = itemsOf(keyList).map((key, i) => {
    if (key.k === "null") throw new FunctionError(`key ${i} is null`, 0);
    return textOf(key);
  });
  if (names.length !== count) {
    throw new FunctionError(`there are ${names.length} keys, but ${count} values; each key needs one value`);
  }
  return names;
}

function zipmap([keyList, list]: readonly Value[], type: Type): Value {
  if (!keyList || !isWhollyKnown(keyList)) return V.unknown(type);
  const items = itemsOf(list);
  const entries = zipKeys(keyList, items.length).map((name, i) => [name, items[i] ?? V.null(T.dynamic)] as const);
  return type.k === "map" ? V.map(type.of, entries) : V.object(entries);
}

/** Functions of maps and objects. */
export const mapFunctions: Readonly<Record<string, Fn>> = {
  keys: define({
    description: "The keys of a map or object, in order.",
    params: [anyValue("inputMap", { allowUnknown: true, ...marked })],
    returns: keysType,
    call: keepingMarks(([map = V.object({})]) => keys(map)),
  }),
  lookup: define({
    description: "The value of a key, or a default where the key is missing.",
    params: [
      anyValue("inputMap", { allowUnknown: true, ...marked }),
      parameter("key", T.string, { allowUnknown: true, ...marked }),
      anyValue("default", { allowUnknown: true, ...marked }),
    ],
    returns: lookupType,
    call: lookup,
  }),
  merge: define({
    description: "The entries of all maps or objects; those of later ones win.",
    variadic: anyValue("maps", { allowNull: true, allowUnknown: true, ...marked }),
    returns: mergeType,
    call: keepingMarks(merge),
  }),
  values: define({
    description: "The values of a map or object, in the order of their keys.",
    params: [anyValue("values", marked)],
    returns: valuesType,
    call: keepingMarks(([map = V.object({})], type) => values(map, type)),
  }),
  zipmap: define({
    description: "A map with keys from one list and values from another.",
    params: [parameter("keys", T.list(T.string), marked), anyValue("values", marked)],
    returns: zipmapType,
    call: keepingMarks(zipmap),
  }),
};
