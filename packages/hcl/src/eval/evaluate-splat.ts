import type { SplatNode } from "../syntax/ast.ts";
import { hasDynamic, T, typeEquals } from "../value/type.ts";
import type { Type, Value } from "../value/types.ts";
import { marksDeep, typeOf, unmark, V, withMarks } from "../value/value.ts";
import type { Frame } from "./frame.ts";

/** What a splat goes through, and how the results are put together again. */
interface Elements {
  /** Stand-ins of the right type where the elements themselves are not known. */
  readonly items: readonly Value[];
  /** undefined: the results cannot stand together. */
  readonly gather: (results: readonly Value[]) => Value | undefined;
}

/** `from[*].a` or `from.*.a`: a list where there was a list or set, otherwise a tuple. */
export function evaluateSplat(node: SplatNode, from: Value, frame: Frame): Value {
  const elements = elementsOf(unmark(from));
  if (!elements) {
    const detail =
      "This value is null, so it has no elements to go through. Make sure that it is set, or give an empty list with a condition.";
    frame.report(node.stepRange, "Splat of null value", detail, [node.from]);
    return withMarks(V.unknown(T.dynamic), from.marks);
  }
  const results = elements.items.map((item) => frame.withItem(item).evaluate(node.each));
  const gathered = elements.gather(results);
  // An unknown result has no parts that could keep the marks of theirs.
  const marks = gathered?.k === "unknown" ? [from, ...results].flatMap((value) => [...marksDeep(value)]) : from.marks;
  if (gathered) return withMarks(gathered, marks);
  const detail =
    "The elements give values of differing types, which cannot stand in one list. Use a for-expression in brackets to make a tuple of them.";
  frame.report(node.range, "Inconsistent splat result types", detail, [node.from]);
  return withMarks(V.unknown(T.dynamic), from.marks);
}

/** A single value counts as its own only element, and a null that is no collection as none; undefined for a null collection. */
function elementsOf(from: Value): Elements | undefined {
  switch (from.k) {
    case "null":
      return isSequence(from.type) ? undefined : { items: [], gather: V.tuple };
    case "unknown":
      return elementsToCome(from.type);
    case "tuple":
      return { items: from.items, gather: V.tuple };
    case "list":
    case "set":
      // The type of an empty list's elements is still that of a result, which the stand-in tells.
      if (from.items.length === 0)
        return { items: [V.unknown(from.of)], gather: (results) => V.list(typeOfAll(results) ?? T.dynamic, []) };
      return { items: from.items, gather: gatherList };
    default:
      return { items: [from], gather: V.tuple };
  }
}

function isSequence(type: Type): boolean {
  return type.k === "list" || type.k === "set" || type.k === "tuple";
}

/** Each type of element is gone through once, so that mistakes are found now. */
function elementsToCome(type: Type): Elements {
  // Of a list neither the length is known, nor of any unknown value whether it is null: the type is all there is to say.
  if (type.k === "list" || type.k === "set") {
    return {
      items: [V.unknown(type.of)],
      gather: (results) => V.unknown(T.list(typeOfAll(results) ?? T.dynamic)),
    };
  }
  if (type.k === "tuple") {
    return {
      items: type.items.map((item) => V.unknown(item)),
      gather: (results) => V.unknown(T.tuple(results.map(typeOf))),
    };
  }
  // One element, or none if it turns out to be null; or whatever is in it, if it turns out to be a list.
  return { items: type.k === "dynamic" ? [] : [V.unknown(type)], gather: () => V.unknown(T.dynamic) };
}

/** A list if the results are of one type, and unknown if they may yet be. */
function gatherList(results: readonly Value[]): Value | undefined {
  const type = typeOfAll(results);
  if (type) return V.list(type, results);
  return results.some((result) => hasDynamic(typeOf(result))) ? V.unknown(T.dynamic) : undefined;
}

function typeOfAll(results: readonly Value[]): Type | undefined {
  const [first, ...rest] = results.map(typeOf);
  return first && rest.every((type) => typeEquals(type, first)) ? first : undefined;
}
