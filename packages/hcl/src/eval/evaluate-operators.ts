import { appendAll } from "../append-all.ts";
import type { BinaryNode, BinaryOperator, Node, UnaryNode } from "../syntax/ast.ts";
import { convert } from "../value/convert.ts";
import { equals } from "../value/equality.ts";
import { add, type BigFloat, cmp, div, mul, neg, rem, sub } from "../value/number.ts";
import { T } from "../value/type.ts";
import type { Type, Value } from "../value/types.ts";
import { unmark, V, withMarks } from "../value/value.ts";
import type { Frame } from "./frame.ts";

type Logic = "&&" | "||";
type Arithmetic = "+" | "-" | "*" | "/" | "%";

const arithmetic: Readonly<Record<Arithmetic, (a: BigFloat, b: BigFloat) => BigFloat | undefined>> = {
  "+": add,
  "-": sub,
  "*": mul,
  "/": div,
  "%": rem,
};

const comparisons: Readonly<Record<"<" | "<=" | ">" | ">=", (order: number) => boolean>> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/** `-x` and `!x` */
export function evaluateUnary(node: UnaryNode, frame: Frame): Value {
  const type = node.operator === "-" ? T.number : T.bool;
  const operand = toOperand(frame.evaluate(node.operand), type, node.operand, "The operand", node.operator, frame);
  if (operand?.k === "number") return withMarks(V.number(neg(operand.value)), operand.marks);
  if (operand?.k === "bool") return withMarks(V.bool(!operand.value), operand.marks);
  return withMarks(V.unknown(type), operand?.marks ?? []);
}

/**
 * All binary operators but `&&` and `||`.
 * @param left the value of the left side, which the caller has at hand
 */
export function evaluateBinary(
  node: BinaryNode & { readonly operator: Exclude<BinaryOperator, Logic> },
  left: Value,
  frame: Frame,
): Value {
  const { operator } = node;
  const right = frame.evaluate(node.right);
  if (operator === "==" || operator === "!=") {
    const same = equals(left, right);
    return operator === "!=" && same.k === "bool" ? withMarks(V.bool(!same.value), same.marks) : same;
  }
  const isComparison = operator in comparisons;
  const returns = isComparison ? T.bool : T.number;
  if (operator === "+" && left.k === "string" && right.k === "string" && !(isNumeric(left) && isNumeric(right))) {
    const detail = 'These are texts, and "+" adds numbers. Join texts in one: "${first}${second}".';
    frame.report(node.range, "Invalid operand", detail, [node]);
    return V.unknown(T.number);
  }
  const a = toOperand(left, T.number, node.left, "The left operand", operator, frame);
  const b = toOperand(right, T.number, node.right, "The right operand", operator, frame);
  if (!a || !b) return V.unknown(returns);
  const marks = [...a.marks, ...b.marks];
  if (a.k !== "number" || b.k !== "number") return withMarks(V.unknown(returns), marks);
  if (operator === "<" || operator === "<=" || operator === ">" || operator === ">=") {
    return withMarks(V.bool(comparisons[operator](cmp(a.value, b.value))), marks);
  }
  const result = arithmetic[operator](a.value, b.value);
  if (result) return withMarks(V.number(result), marks);
  frame.report(
    node.range,
    "Operation failed",
    `The result of this "${operator}" is not defined, as for zero divided by zero. Check both operands.`,
    [node],
  );
  return V.unknown(T.number);
}

/**
 * `&&` and `||`. A known operand that decides, on whichever side, wins over the errors of the other side; but both must
 * be true-or-false values.
 * @param leftErrors where the diagnostics of the left side begin in those of the frame
 */
export function evaluateLogic(
  node: BinaryNode & { readonly operator: Logic },
  left: Value,
  leftErrors: number,
  frame: Frame,
): Value {
  const deciding = node.operator === "||";
  const apart = frame.apart();
  const right = apart.evaluate(node.right);
  const conversion = frame.apart();
  const a = toOperand(left, T.bool, node.left, "The left operand", node.operator, conversion);
  const b = toOperand(right, T.bool, node.right, "The right operand", node.operator, conversion);
  if (!a || !b) {
    appendAll(frame.diagnostics, [...apart.diagnostics, ...conversion.diagnostics]);
    return V.unknown(T.bool);
  }
  const marks = [...a.marks, ...b.marks];
  if (a.k === "bool" && a.value === deciding) return withMarks(V.bool(deciding), marks);
  if (b.k === "bool" && b.value === deciding) {
    frame.diagnostics.length = leftErrors;
    return withMarks(V.bool(deciding), marks);
  }
  appendAll(frame.diagnostics, apart.diagnostics);
  if (a.k === "bool" && b.k === "bool") return withMarks(V.bool(!deciding), marks);
  return withMarks(V.unknown(T.bool), marks);
}

function isNumeric(value: Value): boolean {
  return "value" in convert(value, T.number);
}

/** The operand as the type that the operator works on, without being null; undefined after reporting why it is not. */
function toOperand(
  value: Value,
  type: Type,
  node: Node,
  which: string,
  operator: string,
  frame: Frame,
): Value | undefined {
  const converted = convert(unmark(value), type);
  const needs = type.k === "number" ? "a number" : "true or false";
  if (!("value" in converted)) {
    frame.report(
      node.range,
      "Invalid operand",
      `${which} of "${operator}" must be ${needs}: ${converted.error}. Use a value of that type.`,
      [node],
    );
    return undefined;
  }
  if (converted.value.k === "null") {
    frame.report(
      node.range,
      "Invalid operand",
      `${which} of "${operator}" is null, but must be ${needs}. Make sure that it is set, or test it first with a condition.`,
      [node],
    );
    return undefined;
  }
  return withMarks(converted.value, value.marks);
}
