import { appendAll } from "../append-all.ts";
import { rangeBetween } from "../source.ts";
import type { ConditionalNode, Node } from "../syntax/ast.ts";
import { convert } from "../value/convert.ts";
import { hasDynamic, T, typeEquals, typeName } from "../value/type.ts";
import type { Type, Value } from "../value/types.ts";
import { unify } from "../value/unify.ts";
import { marksDeep, partsOfValue, typeOf, unmarkDeep, V, withMarks } from "../value/value.ts";
import { findAgreement } from "./find-agreement.ts";
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
    // Which parts are known says something about both results, so the marks of both are on the whole.
    const marks = [condition, then, otherwise].flatMap((value) => [...marksDeep(value)]);
    return withMarks(undecided(then, otherwise, type), marks);
  }
  const chosen = condition.value ? thenFrame : otherwiseFrame;
  appendAll(frame.diagnostics, chosen.diagnostics);
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
  return unify([a, b], [then, otherwise].some(hasOpenUnknown) ? "dynamic" : "opens");
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

/** While the condition is unknown, the result is known only as far as it is the same in both cases. */
function undecided(then: Value, otherwise: Value, type: Type): Value {
  const [a, b] = [convert(unmarkDeep(then), type), convert(unmarkDeep(otherwise), type)];
  if (!("value" in a && "value" in b) || !typeEquals(typeOf(a.value), typeOf(b.value))) return V.unknown(type);
  return findAgreement(a.value, b.value);
}
