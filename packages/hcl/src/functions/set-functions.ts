import { mostParts } from "../limits.ts";
import { add, type BigFloat, cmp, isInfinite, isZero, sign } from "../value/number.ts";
import { compareValues } from "../value/order-set.ts";
import { T } from "../value/type.ts";
import type { Type, Value } from "../value/types.ts";
import { unify } from "../value/unify.ts";
import { isWhollyKnown, typeOf, V, withMarks } from "../value/value.ts";
import { type Fn, FunctionError } from "./contract.ts";
import { convertArgument, define, isSequenceType, itemsOf, numberOf, numeric, parameter } from "./define-function.ts";

/** A function of one or more sets, given what it makes of two lists of items. */
function setFunction(description: string, combine: (a: readonly Value[], b: readonly Value[]) => readonly Value[]): Fn {
  return define({
    description,
    params: [parameter("first_set", T.set(T.dynamic))],
    variadic: parameter("other_sets", T.set(T.dynamic)),
    returns: setType,
    call: (args, type) => {
      // Unknown items may turn out to be equal to others, so nothing is known of the result.
      if (type.k !== "set" || !args.every(isWhollyKnown)) return V.unknown(type);
      const [first = [], ...others] = args.map((arg, i) => itemsOf(convertArgument(arg, type, i)));
      return V.set(type.of, others.reduce(combine, first));
    },
  });
}

/** The type of a set of all elements; an empty set without a type of its own agrees with every other. */
function setType(args: readonly Value[]): Type {
  const types = args.map((arg) => {
    const type = typeOf(arg);
    return "of" in type ? type.of : T.dynamic;
  });
  const of = unify(types, args.every((arg) => arg.k !== "unknown") ? "yields" : "dynamic");
  if (!of) throw new FunctionError("the sets have no common element type");
  return T.set(of);
}

const has = (items: readonly Value[], item: Value) => items.some((other) => compareValues(other, item) === 0);

/** `setunion`, `setintersection`, and two that the language does not offer but values have. */
export const setOperations = {
  union: setFunction("The elements that are in any of the sets.", (a, b) => [...a, ...b]),
  intersection: setFunction("The elements that are in all of the sets.", (a, b) => a.filter((item) => has(b, item))),
  subtract: setFunction("The elements of the first set that are in no other.", (a, b) =>
    a.filter((item) => !has(b, item)),
  ),
  symmetricDifference: setFunction("The elements that are in one set only.", (a, b) => [
    ...a.filter((item) => !has(b, item)),
    ...b.filter((item) => !has(a, item)),
  ]),
} as const;

function productType(args: readonly Value[]): Type {
  if (args.length < 2) throw new FunctionError("at least two arguments must be given");
  const elements: Type[] = [];
  for (const [i, arg] of args.entries()) {
    const type = typeOf(arg);
    if (type.k === "dynamic") return T.dynamic;
    if (!isSequenceType(type)) throw new FunctionError(`a list, set or tuple is required, but this is a ${type.k}`, i);
    // A null takes the type of the others; the type of what is unknown may be any.
    const isKnown = arg.k === "tuple" && arg.items.every((item) => item.k !== "unknown");
    const of = type.k === "tuple" ? unify(type.items, isKnown ? "yields" : "dynamic") : type.of;
    if (!of) throw new FunctionError("all elements must have the same type", i);
    elements.push(of);
  }
  const of = T.tuple(elements);
  return args.some((arg) => typeOf(arg).k === "set") ? T.set(of) : T.list(of);
}

/** How many elements there are, which for an unknown tuple its type says; undefined where that is not known. */
function lengthOf(value: Value): number | undefined {
  const type = typeOf(value);
  if (type.k === "tuple") return type.items.length;
  const isOpen = value.k === "unknown" || (value.k === "set" && !isWhollyKnown(value) && value.items.length > 1);
  return isOpen ? undefined : itemsOf(value).length;
}

function setProduct(args: readonly Value[], type: Type): Value {
  if (type.k !== "set" && type.k !== "list") return V.unknown(type);
  const marks = args.flatMap((arg) => [...arg.marks]);
  const make = type.k === "set" ? V.set : V.list;
  const lengths = args.map(lengthOf);
  if (lengths.includes(0)) return withMarks(make(type.of, []), marks);
  const count = lengths.reduce((product, one) => product && one && product * one);
  if (count !== undefined && count * args.length > mostParts) {
    throw new FunctionError(`there are ${count} combinations, and their values are more than ${mostParts}`);
  }
  if (args.some((arg) => arg.k === "unknown" || (type.k === "set" && !isWhollyKnown(arg)))) {
    const isCountable = type.k === "list" && count !== undefined;
    const open = isCountable
      ? V.list(
          type.of,
          Array.from({ length: count }, () => V.unknown(type.of)),
        )
      : V.unknown(type);
    return withMarks(open, marks);
  }
  const elementTypes = type.of.k === "tuple" ? type.of.items : [];
  let rows: readonly (readonly Value[])[] = [[]];
  for (const [i, arg] of args.entries()) {
    const items = itemsOf(arg).map((item) => convertArgument(item, elementTypes[i] ?? T.dynamic, i));
    rows = rows.flatMap((row) => items.map((item) => [...row, item]));
  }
  return withMarks(make(type.of, rows.map(V.tuple)), marks);
}

const greatestRange = 1024;

function range(args: readonly BigFloat[]): Value {
  const [first, second, third] = args;
  const zero = numberOf(V.number(0));
  if (!first || args.length > 3)
    throw new FunctionError("one to three numbers must be given: end, or start, end and step");
  const start = second ? first : zero;
  const end = second ?? first;
  const step = third ?? numberOf(V.number(cmp(end, start) < 0 ? -1 : 1));
  if ([start, end, step].some(isInfinite)) throw new FunctionError("the numbers of a range must not be infinite");
  const direction = sign(step);
  if (direction > 0 && cmp(end, start) < 0)
    throw new FunctionError("the end must be greater than the start when the step is positive", 1);
  if (direction < 0 && cmp(end, start) > 0)
    throw new FunctionError("the end must be less than the start when the step is negative", 1);
  const items: Value[] = [];
  for (
    let n = start;
    cmp(n, end) * (direction || 1) < 0 || (isZero(step) && cmp(n, end) !== 0);
    n = add(n, step) ?? n
  ) {
    if (items.length >= greatestRange) {
      throw new FunctionError(
        `a range has at most ${greatestRange} elements; bring the ends together or take a greater step`,
      );
    }
    items.push(V.number(n));
  }
  return V.list(T.number, items);
}

/** Functions that make collections: of sets, products and ranges. */
export const setFunctions: Readonly<Record<string, Fn>> = {
  setunion: setOperations.union,
  setintersection: setOperations.intersection,
  setproduct: define({
    description: "All combinations of one element of each list or set.",
    variadic: parameter("sets", T.dynamic, { allowUnknown: true, allowMarked: true }),
    returns: productType,
    call: setProduct,
  }),
  range: define({
    description: "The numbers from a start up to, not including, an end.",
    variadic: numeric("params"),
    type: T.list(T.number),
    call: (args) => range(args.map(numberOf)),
  }),
};
