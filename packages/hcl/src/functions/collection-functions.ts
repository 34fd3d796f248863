import { convert, describeConversionError } from "../value/convert.ts";
import { equals } from "../value/equality.ts";
import { toBigInt } from "../value/number.ts";
import { T, typeEquals } from "../value/type.ts";
import type { Type, Value } from "../value/types.ts";
import { unify } from "../value/unify.ts";
import { isKnown, isWhollyKnown, marksDeep, typeOf, unmark, V, withMarks } from "../value/value.ts";
import { type Fn, FunctionError, type Parameter } from "./contract.ts";
import {
  define,
  entriesOf,
  isSequenceType,
  itemsOf,
  keepingMarks,
  kindOf,
  numberOf,
  numeric,
  parameter,
  textOf,
  wholeOf,
} from "./define-function.ts";
import { countGraphemes } from "./graphemes.ts";

const any = (name: string, options: Omit<Parameter, "name" | "type"> = {}) => parameter(name, T.dynamic, options);
const marked = { allowMarked: true } as const;

/** Converts where the types promise that it works. */
function mustConvert(value: Value, type: Type, argument: number): Value {
  const converted = convert(value, type);
  if ("value" in converted) return converted.value;
  throw new FunctionError(describeConversionError(converted), argument);
}

function typesOf(args: readonly Value[]): readonly Type[] {
  return args.map(typeOf);
}

function allTrue(list: Value): Value {
  let isOpen = false;
  for (const item of itemsOf(list)) {
    if (item.k === "unknown") isOpen = true;
    else if (item.k !== "bool" || !item.value) return V.bool(false);
  }
  return isOpen ? V.unknown(T.bool) : V.bool(true);
}

function anyTrue(list: Value): Value {
  const items = itemsOf(list);
  if (items.some((item) => item.k === "bool" && item.value)) return V.bool(true);
  return items.every(isKnown) ? V.bool(false) : V.unknown(T.bool);
}

function chunkList(list: Value, size: number): Value {
  if (size < 0) throw new FunctionError("the size must not be negative", 1);
  const of = typeOf(list);
  const items = itemsOf(list);
  const step = size === 0 ? Math.max(items.length, 1) : size;
  const element = "of" in of ? of.of : T.dynamic;
  const chunks: Value[] = [];
  for (let i = 0; i < items.length; i += step) chunks.push(V.list(element, items.slice(i, i + step)));
  return V.list(of, chunks);
}

function commonType(args: readonly Value[]): Type {
  const type = unify(typesOf(args).filter((_, i) => args[i]?.k !== "null"));
  if (!type) throw new FunctionError("the arguments have no common type");
  return type;
}

function coalesce(args: readonly Value[], type: Type): Value {
  for (const [i, arg] of args.entries()) {
    if (arg.k === "unknown") return V.unknown(type);
    if (arg.k === "null") continue;
    const converted = mustConvert(arg, type, i);
    if (converted.k !== "string" || converted.value !== "") return converted;
  }
  throw new FunctionError("all arguments are null or empty strings");
}

function coalesceListType(args: readonly Value[]): Type {
  if (args.length === 0) throw new FunctionError("at least one argument must be given");
  for (const [i, arg] of args.entries()) {
    if (arg.k === "null") continue;
    const type = typeOf(arg);
    if (type.k === "dynamic") return T.dynamic;
    if (type.k !== "list" && type.k !== "tuple") {
      throw new FunctionError(`a list or tuple is required, but this is a ${kindOf(arg)}`, i);
    }
    if (arg.k === "unknown") return T.dynamic;
    if (itemsOf(arg).length > 0) return type;
  }
  throw new FunctionError("all arguments are empty");
}

function coalesceList(args: readonly Value[], type: Type): Value {
  for (const arg of args) {
    if (arg.k === "unknown") return V.unknown(type);
    if (arg.k !== "null" && itemsOf(arg).length > 0) return arg;
  }
  throw new FunctionError("all arguments are empty");
}

function concatType(args: readonly Value[]): Type {
  if (args.length === 0) throw new FunctionError("at least one argument must be given");
  const types = typesOf(args);
  for (const [i, type] of types.entries()) {
    if (type.k !== "list" && type.k !== "tuple" && type.k !== "dynamic") {
      throw new FunctionError(`a list or tuple is required, but this is a ${kindOf(args[i] ?? V.null(type))}`, i);
    }
  }
  if (types.some((type) => type.k === "dynamic")) return T.dynamic;
  if (types.every((type) => type.k === "list")) {
    const unified = unify(types);
    if (unified) return unified;
  }
  const items: Type[] = [];
  for (const [i, type] of types.entries()) {
    if (type.k === "tuple") items.push(...type.items);
    else {
      const list = args[i];
      if (!list || list.k === "unknown") return T.dynamic;
      items.push(...itemsOf(list).map(typeOf));
    }
  }
  return T.tuple(items);
}

function concat(args: readonly Value[], type: Type): Value {
  if (type.k !== "list") return V.tuple(args.flatMap(itemsOf));
  return V.list(
    type.of,
    args.flatMap((arg, i) => itemsOf(mustConvert(arg, type, i))),
  );
}

function contains(collection: Value, value: Value): Value {
  if (!isSequenceType(typeOf(collection))) {
    throw new FunctionError(`a list, set or tuple is required, but this is a ${kindOf(collection)}`, 0);
  }
  let isOpen = false;
  for (const item of itemsOf(collection)) {
    const verdict = equals(item, value);
    if (verdict.k === "bool" && verdict.value) return V.bool(true);
    if (verdict.k === "unknown") isOpen = true;
  }
  return isOpen ? V.unknown(T.bool) : V.bool(false);
}

function distinct(list: Value, type: Type): Value {
  if (!isWhollyKnown(list)) return V.unknown(type);
  const kept: Value[] = [];
  for (const item of itemsOf(list)) {
    if (!kept.some((other) => isTrue(equals(other, item)))) kept.push(item);
  }
  return V.list("of" in type ? type.of : T.dynamic, kept);
}

function isTrue(value: Value): boolean {
  return value.k === "bool" && value.value;
}

/** The position that an index of any size wraps to. */
function elementPosition(length: number, index: Value | undefined): number {
  const position = toBigInt(numberOf(index));
  if (position === undefined) throw new FunctionError("a whole number is required", 1);
  if (position < 0n) throw new FunctionError("the index must not be negative", 1);
  if (length === 0) throw new FunctionError("an empty list has no elements", 0);
  return Number(position % BigInt(length));
}

function elementType([list, index]: readonly Value[]): Type {
  const type = list ? typeOf(list) : T.dynamic;
  if (type.k === "list") return type.of;
  if (type.k === "dynamic") return T.dynamic;
  if (type.k !== "tuple") throw new FunctionError(`a list or tuple is required, but this is a ${type.k}`, 0);
  if (index?.k !== "number") return T.dynamic;
  return type.items[elementPosition(type.items.length, index)] ?? T.dynamic;
}

function element(list: Value, index: Value): Value {
  const items = itemsOf(list);
  return items[elementPosition(items.length, index)] ?? V.null(T.dynamic);
}

/** The items with all sequences inside them taken apart, into `into`; false where one of them is not known yet. */
function flattenItems(items: readonly Value[], into: Value[], marks: Set<string>): boolean {
  let isComplete = true;
  for (const item of items) {
    const isSequence = isSequenceType(typeOf(item));
    if (isSequence || item.k === "unknown") for (const mark of item.marks) marks.add(mark);
    if (item.k === "unknown" && (item.type.k === "dynamic" || isSequence)) isComplete = false;
    else if ("items" in item) isComplete = flattenItems(item.items, into, marks) && isComplete;
    else into.push(item);
  }
  return isComplete;
}

function flatten(list: Value): Value {
  if (typeOf(list).k !== "dynamic" && !isSequenceType(typeOf(list))) {
    throw new FunctionError(`a list, set or tuple is required, but this is a ${kindOf(list)}`, 0);
  }
  const items: Value[] = [];
  const marks = new Set<string>();
  const isComplete = list.k !== "unknown" && flattenItems(itemsOf(list), items, marks);
  return isComplete ? withMarks(V.tuple(items), marks) : withMarks(V.unknown(T.dynamic), marksDeep(list));
}

function indexOf(list: Value, value: Value): Value {
  if (list.k !== "list" && list.k !== "tuple") {
    throw new FunctionError(`a list or tuple is required, but this is a ${kindOf(list)}`, 0);
  }
  if (list.items.length === 0) throw new FunctionError("an empty list has no elements to search", 0);
  for (const [i, item] of list.items.entries()) {
    const verdict = equals(item, value);
    if (verdict.k === "unknown") return V.unknown(T.number);
    if (isTrue(verdict)) return V.number(i);
  }
  throw new FunctionError("no element has this value", 1);
}

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

function length(value: Value): Value {
  const type = typeOf(value);
  if (type.k === "tuple") return V.number(type.items.length);
  if (type.k === "object") return V.number(type.attributes.size);
  if (value.k === "string") return V.number(countGraphemes(value.value));
  if (type.k === "number" || type.k === "bool") {
    throw new FunctionError(`a ${type.k} has no length; a string, collection or structure is required`, 0);
  }
  if (value.k === "unknown") return V.unknown(T.number);
  // Unknown items of a set may turn out to be equal to others.
  if (value.k === "set" && value.items.length > 1 && !isWhollyKnown(value)) return V.unknown(T.number);
  return V.number(itemsOf(value).length);
}

function lookupType([map, key, standIn]: readonly Value[]): Type {
  const type = map ? typeOf(map) : T.dynamic;
  if (type.k === "map") {
    if (standIn) mustConvert(unmark(standIn), type.of, 2);
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
  return withMarks(found ?? mustConvert(standIn, type, 2), marks);
}

function mergeType(args: readonly Value[]): Type {
  const types = typesOf(args);
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

function reverseType([list]: readonly Value[]): Type {
  const type = list ? typeOf(list) : T.dynamic;
  if (type.k === "tuple") return T.tuple([...type.items].reverse());
  if (type.k === "list" || type.k === "set") return T.list(type.of);
  if (type.k === "dynamic") return T.dynamic;
  throw new FunctionError(`a list, set or tuple is required, but this is a ${type.k}`, 0);
}

function reverse(list: Value, type: Type): Value {
  const items = [...itemsOf(list)].reverse();
  return type.k === "list" ? V.list(type.of, items) : V.tuple(items);
}

/** The bounds of a slice, checked as far as the length is known. */
function checkBounds(
  length: number | undefined,
  start: Value | undefined,
  end: Value | undefined,
): readonly [number, number] | undefined {
  const from = start?.k === "number" ? wholeOf(start, 1) : undefined;
  const to = end?.k === "number" ? wholeOf(end, 2) : undefined;
  if (from !== undefined && from < 0) throw new FunctionError("the start must not be less than zero", 1);
  if (to !== undefined && to < 0) throw new FunctionError("the end must not be less than zero", 2);
  if (from !== undefined && length !== undefined && from > length) {
    throw new FunctionError(`the start must not be greater than the length, which is ${length}`, 1);
  }
  if (to !== undefined && length !== undefined && to > length) {
    throw new FunctionError(`the end must not be greater than the length, which is ${length}`, 2);
  }
  if (from === undefined || to === undefined) return undefined;
  if (from > to) throw new FunctionError("the start must not be greater than the end", 1);
  return [from, to];
}

function sliceType([list, start, end]: readonly Value[]): Type {
  const type = list ? typeOf(list) : T.dynamic;
  if (type.k === "dynamic") return T.dynamic;
  if (type.k !== "list" && type.k !== "tuple") {
    throw new FunctionError(`a list or tuple is required, but this is a ${type.k}`, 0);
  }
  if (type.k === "list") {
    checkBounds(list?.k === "list" ? list.items.length : undefined, start, end);
    return type;
  }
  const items = type.k === "tuple" ? type.items : [];
  const bounds = checkBounds(items.length, start, end);
  return bounds ? T.tuple(items.slice(...bounds)) : T.dynamic;
}

function slice([list, start, end]: readonly Value[], type: Type): Value {
  const items = itemsOf(list).slice(wholeOf(start, 1), wholeOf(end, 2));
  return type.k === "list" ? V.list(type.of, items) : V.tuple(items);
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

/** Functions of collections, but for those of sets and `range`. */
export const collectionFunctions: Readonly<Record<string, Fn>> = {
  alltrue: define({
    description: "Whether all elements are true.",
    params: [parameter("list", T.list(T.bool))],
    type: T.bool,
    call: ([list = V.tuple([])]) => allTrue(list),
  }),
  anytrue: define({
    description: "Whether any element is true.",
    params: [parameter("list", T.list(T.bool))],
    type: T.bool,
    call: ([list = V.tuple([])]) => anyTrue(list),
  }),
  chunklist: define({
    description: "The list cut into lists of at most so many elements; 0 for one list of all.",
    params: [parameter("list", T.list(T.dynamic), marked), parameter("size", T.number, marked)],
    returns: ([list]) => T.list(list ? typeOf(list) : T.dynamic),
    call: keepingMarks(([list = V.tuple([]), size]) => chunkList(list, wholeOf(size, 1))),
  }),
  coalesce: define({
    description: "The first argument that is neither null nor an empty string.",
    variadic: any("vals", { allowNull: true, allowUnknown: true }),
    returns: commonType,
    call: coalesce,
  }),
  coalescelist: define({
    description: "The first list that is not empty.",
    variadic: any("vals", { allowNull: true, allowUnknown: true, ...marked }),
    returns: coalesceListType,
    call: coalesceList,
  }),
  compact: define({
    description: "The texts of a list that are neither null nor empty.",
    params: [parameter("list", T.list(T.string))],
    type: T.list(T.string),
    call: ([list = V.tuple([])], type) =>
      isWhollyKnown(list)
        ? V.list(
            T.string,
            itemsOf(list).filter((item) => item.k === "string" && item.value !== ""),
          )
        : V.unknown(type),
  }),
  concat: define({
    description: "The elements of all lists or tuples in one.",
    variadic: any("seqs", marked),
    returns: concatType,
    call: keepingMarks(concat),
  }),
  contains: define({
    description: "Whether a list, set or tuple has an element with this value.",
    params: [any("list"), any("value")],
    type: T.bool,
    call: ([list = V.tuple([]), value = V.null(T.dynamic)]) => contains(list, value),
  }),
  distinct: define({
    description: "The list without the elements that came before already.",
    params: [parameter("list", T.list(T.dynamic))],
    returns: ([list]) => (list ? typeOf(list) : T.dynamic),
    call: ([list = V.tuple([])], type) => distinct(list, type),
  }),
  element: define({
    description: "The element at an index, which begins anew behind the last.",
    params: [any("list", { allowUnknown: true, ...marked }), parameter("index", T.number, marked)],
    returns: elementType,
    call: keepingMarks(([list = V.tuple([]), index = V.number(0)], type) =>
      list.k === "unknown" ? V.unknown(type) : element(list, index),
    ),
  }),
  flatten: define({
    description: "The elements with all lists among them taken apart.",
    params: [any("list", { allowUnknown: true, ...marked })],
    call: keepingMarks(([list = V.tuple([])]) => flatten(list)),
  }),
  index: define({
    description: "The index of the first element with this value.",
    params: [any("list"), any("value")],
    type: T.number,
    call: ([list = V.tuple([]), value = V.null(T.dynamic)]) => indexOf(list, value),
  }),
  keys: define({
    description: "The keys of a map or object, in order.",
    params: [any("inputMap", { allowUnknown: true, ...marked })],
    returns: keysType,
    call: keepingMarks(([map = V.object({})]) => keys(map)),
  }),
  length: define({
    description: "The number of elements, or of the characters of a text.",
    params: [any("value", { allowUnknown: true, ...marked })],
    type: T.number,
    call: keepingMarks(([value = V.tuple([])]) => length(value)),
  }),
  lookup: define({
    description: "The value of a key, or a default where the key is missing.",
    params: [
      any("inputMap", { allowUnknown: true, ...marked }),
      parameter("key", T.string, { allowUnknown: true, ...marked }),
      any("default", { allowUnknown: true, ...marked }),
    ],
    returns: lookupType,
    call: lookup,
  }),
  merge: define({
    description: "The entries of all maps or objects; those of later ones win.",
    variadic: any("maps", { allowNull: true, allowUnknown: true, ...marked }),
    returns: mergeType,
    call: keepingMarks(merge),
  }),
  reverse: define({
    description: "The elements in reverse order.",
    params: [any("list", marked)],
    returns: reverseType,
    call: keepingMarks(([list = V.tuple([])], type) => reverse(list, type)),
  }),
  slice: define({
    description: "The elements from one index up to, not including, another.",
    params: [any("list", marked), numeric("start_index"), numeric("end_index")],
    returns: sliceType,
    call: keepingMarks(slice),
  }),
  values: define({
    description: "The values of a map or object, in the order of their keys.",
    params: [any("values", marked)],
    returns: valuesType,
    call: keepingMarks(([map = V.object({})], type) => values(map, type)),
  }),
  zipmap: define({
    description: "A map with keys from one list and values from another.",
    params: [parameter("keys", T.list(T.string), marked), any("values", marked)],
    returns: zipmapType,
    call: keepingMarks(zipmap),
  }),
};
