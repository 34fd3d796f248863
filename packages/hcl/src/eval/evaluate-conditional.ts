import { rangeBetween } from "../source.ts";
import type { ConditionalNode, Node } from "../syntax/ast.ts";
import { convert } from "../value/convert.ts";
import { cmp } from "../value/number.ts";
import { hasDynamic, T, typeEquals, typeName } from "../value/type.ts";
import type { Type, Value } from "../value/types.ts";
import { unify } from "../value/unify.ts";
import { marksDeep, partsOfValue, typeOf, V, withMarks } from "../value/value.ts";
import type { Frame } from "./frame.ts";

/** `condition ? then : otherwise`. Both are evaluated, for the type of the result; only the chosen one's errors count. */
export function evaluateConditional(node: ConditionalNode, frame: Frame): Value {
  const thenFrame = frame.apart();
  const otherwiseFrame = frame.apart();
  const then = thenFrame.evaluate(node.then);
  const otherwise = otherwiseFrame.evaluate(node.otherwise);
  const type = commonType(then, otherwise);
  if (!type) {
    const found = describeDifference(typeOf(then), typeOf(otherwise));
    const detail = `Both results of a conditional must be of one type, but ${found}. Make the two alike.`;
    frame.report(rangeBetween(node.then.range, node.otherwise.range), "Inconsistent conditional result types", detail, [
      node.then,
      node.otherwise,
    ]);
    return V.unknown(T.dynamic);
  }
  const condition = readCondition(node.condition, frame);
  if (!condition) return V.unknown(type);
  if (condition.k !== "bool") {
    const marks = [...condition.marks, ...marksDeep(then), ...marksDeep(otherwise)];
    return withMarks(whicheverChosen(then, otherwise, type), marks);
  }
  const chosen = condition.value ? thenFrame : otherwiseFrame;
  frame.diagnostics.push(...chosen.diagnostics);
  const converted = convert(condition.value ? then : otherwise, type);
  if ("value" in converted) return withMarks(converted.value, condition.marks);
  const part = condition.value ? node.then : node.otherwise;
  frame.report(
    part.range,
    "Inconsistent conditional result types",
    `This result cannot become the type of the other one: ${converted.error}. Make the two alike.`,
    [part],
  );
  return V.unknown(type);
}

/** The condition as true, false or unknown; undefined after reporting that it is none of these. */
export function readCondition(node: Node, frame: Frame): Value | undefined {
  const value = frame.evaluate(node);
  if (value.k === "null") {
    frame.report(
      node.range,
      "Null condition",
      "The condition is null, but must be true or false. Make sure that it is set, or compare it with null.",
      [node],
    );
    return undefined;
  }
  const converted = convert(value, T.bool);
  if (!("value" in converted)) {
    frame.report(
      node.range,
      "Incorrect condition type",
      `The condition must be true or false: ${converted.error}. Use a comparison or a value of type bool.`,
      [node],
    );
    return undefined;
  }
  return converted.value;
}

/** The type that both results get. A bare null takes that of the other. */
function commonType(then: Value, otherwise: Value): Type | undefined {
  const [a, b] = [typeOf(then), typeOf(otherwise)];
  if (isBareNull(then)) return b;
  if (isBareNull(otherwise)) return a;
  if (typeEquals(a, b)) return a;
  // The type of a null inside a collection is open, and becomes that of the others; an unknown value's may be anything yet.
  return unify([a, b], [then, otherwise].some(hasOpenUnknown) ? "dynamic" : "yields");
}

function hasOpenUnknown(value: Value): boolean {
  if (value.k === "unknown") return hasDynamic(value.type);
  for (const part of partsOfValue(value)) if (hasOpenUnknown(part)) return true;
  return false;
}

function isBareNull(value: Value): boolean {
  return value.k === "null" && value.type.k === "dynamic";
}

function describeDifference(a: Type, b: Type): string {
  const [first, second] = [typeName(a), typeName(b)];
  if (first !== second) return `the first is ${withArticle(first)} and the second ${withArticle(second)}`;
  if (a.k === "object" && b.k === "object") {
    const only = (x: typeof a, y: typeof b) => [...x.attributes.keys()].find((name) => !y.attributes.has(name));
    const lacking = only(a, b) ?? only(b, a);
    if (lacking !== undefined) return `only one of the two objects has the attribute "${lacking}"`;
  }
  return `both are ${withArticle(first)} with parts that do not match`;
}

function withArticle(name: string): string {
  return /^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`;
}

/** What can be said while the condition is unknown: a part of the result that is the same in both cases. */
function whicheverChosen(then: Value, otherwise: Value, type: Type): Value {
  const a = convert(then, type);
  const b = convert(otherwise, type);
  if (!("value" in a && "value" in b)) return V.unknown(type);
  const [x, y] = [a.value, b.value];
  if (x.k === "null" && y.k === "null") return V.null(type);
  if (x.k === "number" && y.k === "number" && cmp(x.value, y.value) === 0) return V.number(x.value);
  if (x.k === "list" && y.k === "list" && x.items.length === y.items.length) {
    const { of } = x;
    return V.list(
      of,
      x.items.map(() => V.unknown(of)),
    );
  }
  if (x.k === "set" && y.k === "set" && x.items.length + y.items.length === 0) return V.set(x.of, []);
  if (x.k === "map" && y.k === "map" && x.entries.size + y.entries.size === 0) return V.map(x.of, []);
  return V.unknown(type);
}
