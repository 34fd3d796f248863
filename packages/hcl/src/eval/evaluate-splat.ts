import type { SplatNode } from "../syntax/ast.ts";
import { T, typeEquals } from "../value/type.ts";
import type { Type, Value } from "../value/types.ts";
import { typeOf, V, withMarks } from "../value/value.ts";
import type { Frame } from "./frame.ts";

const unknown = V.unknown(T.dynamic);

/**
 * `from[*].each` and `from.*.each`. What is no sequence counts as one element, and null as none; a null sequence is an error.
 * @param from the value in front of the splat, which the caller has at hand
 */
export function evaluateSplat(node: SplatNode, from: Value, frame: Frame): Value {
  return withMarks(splat(node, from, frame), from.marks);
}

function splat(node: SplatNode, from: Value, frame: Frame): Value {
  const type = typeOf(from);
  const isSequence = type.k === "list" || type.k === "set" || type.k === "tuple";
  if (from.k === "null") {
    if (!isSequence) return V.tuple([]);
    frame.report(
      node.stepRange,
      "Splat of null value",
      "This value is null, so it has no elements to go through. Make sure that it is set, or give an empty list with a condition.",
      [node.from],
    );
    return unknown;
  }
  const each = (item: Value) => frame.withItem(item).evaluate(node.each);
  if (from.k === "unknown") return splatUnknown(type, each);
  if (!isSequence) return V.tuple([each({ ...from, marks: new Set() })]);
  const results = from.k === "list" || from.k === "set" || from.k === "tuple" ? from.items.map(each) : [];
  return type.k === "tuple" ? V.tuple(results) : listOf(type.of, results, node, each, frame);
}

function splatUnknown(type: Type, each: (item: Value) => Value): Value {
  if (type.k === "tuple") return V.unknown(T.tuple(type.items.map((item) => typeOf(each(V.unknown(item))))));
  if (type.k === "list" || type.k === "set") return V.unknown(T.list(typeOf(each(V.unknown(type.of)))));
  // It may turn out to be null, and then there is no element. Errors show all the same.
  if (type.k !== "dynamic") each(V.unknown(type));
  return unknown;
}

/** The results for a list or set, which must make a list again. */
function listOf(
  of: Type,
  results: readonly Value[],
  node: SplatNode,
  each: (item: Value) => Value,
  frame: Frame,
): Value {
  const [first] = results;
  if (!first) return V.list(typeOf(each(V.unknown(of))), []);
  const type = typeOf(first);
  if (results.every((result) => typeEquals(typeOf(result), type))) return V.list(type, results);
  // After an error there is nothing more to say.
  if (!results.some((result) => result.k === "unknown" && result.type.k === "dynamic")) {
    const detail =
      "The elements give values of differing types, which cannot stand in one list. Use a for-expression in brackets to make a tuple of them.";
    frame.report(node.range, "Inconsistent splat result types", detail, [node.from]);
  }
  return unknown;
}
