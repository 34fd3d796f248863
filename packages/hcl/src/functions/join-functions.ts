import { appendAll } from "../append-all.ts";
import { sign } from "../value/number.ts";
import { T, typeEquals } from "../value/type.ts";
import type { Type, Value } from "../value/types.ts";
import { unify } from "../value/unify.ts";
import { isWhollyKnown, marksDeep, typeOf, V, withMarks } from "../value/value.ts";
import { type Fn, FunctionError } from "./contract.ts";
import {
  anyValue,
  convertArgument,
  define,
  isSequenceType,
  itemsOf,
  keepingMarks,
  kindOf,
  marked,
  numberOf,
  numeric,
  parameter,
  wholeOf,
} from "./define-function.ts";

function commonType(args: readonly Value[]): Type {
  const types = args.map(typeOf).filter((_, i) => args[i]?.k !== "null");
  const unified = unify(types);
  // Beside a null, which may be of any type, structures that differ stay as they are [1.6.6].
  const isOpen = types.length < args.length && (!unified || unified.k === "object" || unified.k === "tuple");
  const type = isOpen && types.some((other) => !typeEquals(other, types[0] ?? other)) ? T.dynamic : unified;
  if (!type) throw new FunctionError("the arguments have no common type");
  return type;
}

function coalesce(args: readonly Value[], type: Type): Value {
  for (const [i, arg] of args.entries()) {
    if (arg.k === "unknown") return V.unknown(type);
    if (arg.k === "null") continue;
    const converted = convertArgument(arg, type, i);
    if (converted.k !== "string" || converted.value !== "") return converted;
  }
  throw new FunctionError("all arguments are null or empty strings");
}

function coalesceListType(args: readonly Value[]): Type {
  if (args.length === 0) throw new FunctionError("at least one argument must be given");
  for (const [i, arg] of args.entries()) {
    const { k } = typeOf(arg);
    // The ones behind the first that has elements are looked at, too [1.6.6]; what is unknown may still be a list.
    if (k === "list" || k === "tuple" || (k === "dynamic" && arg.k === "unknown")) continue;
    const what = arg.k === "null" ? "null" : `a ${kindOf(arg)}`;
    throw new FunctionError(`a list or tuple is required, but this is ${what}`, i);
  }
  for (const arg of args) {
    if (arg.k === "unknown") return T.dynamic;
    if (arg.k !== "null" && itemsOf(arg).length > 0) return typeOf(arg);
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
  const types = args.map(typeOf);
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
    if (type.k === "tuple") appendAll(items, type.items);
    else {
      const list = args[i];
      if (!list || list.k === "unknown") return T.dynamic;
      appendAll(items, itemsOf(list).map(typeOf));
    }
  }
  return T.tuple(items);
}

function concat(args: readonly Value[], type: Type): Value {
  if (type.k !== "list") return V.tuple(args.flatMap(itemsOf));
  return V.list(
    type.of,
    args.flatMap((arg, i) => itemsOf(convertArgument(arg, type, i))),
  );
}

function reverseType([list]: readonly Value[]): Type {
  const type = list ? typeOf(list) : T.dynamic;
  if (type.k === "tuple") return T.tuple([...type.items].reverse());
  if (type.k === "list" || type.k === "set") return T.list(type.of);
  if (type.k === "dynamic") return T.dynamic;
  throw new FunctionError(`a list, set or tuple is required, but this is a ${type.k}`, 0);
}

function reverse(list: Value, type: Type): Value {
  // The order of a set is that of its values.
  if (list.k === "set" && !isWhollyKnown(list)) return V.unknown(type);
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

function chunkList(list: Value, given: Value | undefined): Value {
  const of = typeOf(list);
  const items = itemsOf(list);
  if (sign(numberOf(given)) < 0) throw new FunctionError("the size must not be negative", 1);
  // Of an empty list nothing is cut, by whatever size [1.6.6] that is not negative (a conformance case).
  if (items.length === 0) return V.list(of, []);
  const size = wholeOf(given, 1);
  const step = size === 0 ? items.length : size;
  const element = "of" in of ? of.of : T.dynamic;
  const chunks: Value[] = [];
  for (let i = 0; i < items.length; i += step) chunks.push(V.list(element, items.slice(i, i + step)));
  return V.list(of, chunks);
}

/** The items with all sequences inside them taken apart, into `into`; false where one of them is not known yet. */
function flattenItems(items: readonly Value[], into: Value[], marks: Set<string>): boolean {
  let isComplete = true;
  for (const item of items) {
    const isSequence = isSequenceType(typeOf(item));
    if (isSequence || item.k === "unknown") for (const mark of item.marks) marks.add(mark);
    if (isOpenSequence(item)) isComplete = false;
    else if ("items" in item) isComplete = flattenItems(item.items, into, marks) && isComplete;
    else into.push(item);
  }
  return isComplete;
}

/** Whether it is not known what stands where in it: it may be a sequence yet, or is a set with items that are not known. */
function isOpenSequence(value: Value): boolean {
  if (value.k === "unknown") return value.type.k === "dynamic" || isSequenceType(value.type);
  return value.k === "set" && !isWhollyKnown(value);
}

function flatten(list: Value): Value {
  if (typeOf(list).k !== "dynamic" && !isSequenceType(typeOf(list))) {
    throw new FunctionError(`a list, set or tuple is required, but this is a ${kindOf(list)}`, 0);
  }
  const items: Value[] = [];
  const marks = new Set<string>();
  const isComplete = !isOpenSequence(list) && flattenItems(itemsOf(list), items, marks);
  return isComplete ? withMarks(V.tuple(items), marks) : withMarks(V.unknown(T.dynamic), marksDeep(list));
}

/** Functions that put lists together, or take them apart. */
export const joinFunctions: Readonly<Record<string, Fn>> = {
  chunklist: define({
    description: "The list cut into lists of at most so many elements; 0 for one list of all.",
    params: [parameter("list", T.list(T.dynamic), marked), parameter("size", T.number, marked)],
    returns: ([list]) => T.list(list ? typeOf(list) : T.dynamic),
    call: keepingMarks(([list = V.tuple([]), size]) => chunkList(list, size)),
  }),
  coalesce: define({
    description: "The first argument that is neither null nor an empty string.",
    variadic: anyValue("vals", { allowNull: true, allowUnknown: true }),
    returns: commonType,
    call: coalesce,
  }),
  coalescelist: define({
    description: "The first list that is not empty.",
    variadic: anyValue("vals", { allowNull: true, allowUnknown: true }),
    returns: coalesceListType,
    call: coalesceList,
  }),
  concat: define({
    description: "The elements of all lists or tuples in one.",
    variadic: anyValue("seqs", marked),
    returns: concatType,
    call: keepingMarks(concat),
  }),
  flatten: define({
    description: "The elements with all lists among them taken apart.",
    params: [anyValue("list", { allowUnknown: true, ...marked })],
    call: keepingMarks(([list = V.tuple([])]) => flatten(list)),
  }),
  reverse: define({
    description: "The elements in reverse order.",
    params: [anyValue("list", marked)],
    returns: reverseType,
    call: keepingMarks(([list = V.tuple([])], type) => reverse(list, type)),
  }),
  slice: define({
    description: "The elements from one index up to, not including, another.",
    params: [anyValue("list", marked), numeric("start_index"), numeric("end_index")],
    returns: sliceType,
    call: keepingMarks(slice),
  }),
};
