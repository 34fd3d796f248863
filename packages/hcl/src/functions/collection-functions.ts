import { countGraphemes } from "../graphemes.ts";
import { equals } from "../value/equality.ts";
import { toBigInt } from "../value/number.ts";
import { T } from "../value/type.ts";
import type { Type, Value } from "../value/types.ts";
import { isKnown, isWhollyKnown, typeOf, V } from "../value/value.ts";
import { type Fn, FunctionError } from "./contract.ts";
import {
  anyValue,
  define,
  isSequenceType,
  isTrue,
  itemsOf,
  keepingMarks,
  kindOf,
  marked,
  numberOf,
  parameter,
  wholeOf,
} from "./define-function.ts";

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

/** The position that an index of any size wraps to. */
function elementPosition(length: number, index: Value | undefined): number {
  const position = toBigInt(numberOf(index)) ?? 0n;
  if (wholeOf(index, 1) < 0) throw new FunctionError("the index must not be negative", 1);
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

/** Functions that look into collections: whether, which, where, how many. */
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
  contains: define({
    description: "Whether a list, set or tuple has an element with this value.",
    params: [anyValue("list"), anyValue("value")],
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
    params: [anyValue("list", { allowUnknown: true, ...marked }), parameter("index", T.number, marked)],
    returns: elementType,
    call: keepingMarks(([list = V.tuple([]), index = V.number(0)], type) =>
      list.k === "unknown" ? V.unknown(type) : element(list, index),
    ),
  }),
  index: define({
    description: "The index of the first element with this value.",
    params: [anyValue("list"), anyValue("value")],
    type: T.number,
    call: ([list = V.tuple([]), value = V.null(T.dynamic)]) => indexOf(list, value),
  }),
  length: define({
    description: "The number of elements, or of the characters of a text.",
    params: [anyValue("value", { allowUnknown: true, ...marked })],
    type: T.number,
    call: keepingMarks(([value = V.tuple([])]) => length(value)),
  }),
};
