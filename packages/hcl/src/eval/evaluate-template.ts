import { longestText } from "../limits.ts";
import type { Node, TemplateForNode, TemplateIfNode, TemplateNode } from "../syntax/ast.ts";
import { convert } from "../value/convert.ts";
import { T, typeName } from "../value/type.ts";
import type { Mark, Value } from "../value/types.ts";
import { typeOf, unmark, V, withMarks } from "../value/value.ts";
import { readCondition } from "./evaluate-conditional.ts";
import type { Frame } from "./frame.ts";

/** The parts of a template, as text, one behind the other. */
export function evaluateTemplate(node: TemplateNode, frame: Frame): Value {
  return joinTexts(
    node.parts.map((part) => readPart(part, frame)),
    node,
    frame,
  );
}

function readPart(node: Node, frame: Frame): Value {
  if (node.k === "string") return V.string(node.text);
  const value = frame.evaluate(node);
  if (value.k === "null") {
    frame.report(
      node.range,
      "Invalid template interpolation value",
      "The value is null, which has no text. Make sure that it is set, or give another text with a condition.",
      [node],
    );
    return V.unknown(T.string);
  }
  const converted = convert(unmark(value), T.string);
  if ("value" in converted) return withMarks(converted.value, value.marks);
  const name = typeName(typeOf(value));
  const advice = /^(list|set|tuple)/.test(name)
    ? "Choose one element, or make a text of all with join or jsonencode."
    : "Choose one attribute, or make a text of it with jsonencode.";
  frame.report(
    node.range,
    "Invalid template interpolation value",
    `Only strings, numbers and bools have a text; this is of the type ${name}. ${advice}`,
    [node],
  );
  return V.unknown(T.string);
}

function joinTexts(texts: readonly Value[], node: Node, frame: Frame): Value {
  const marks = new Set<Mark>();
  let joined = "";
  let isKnown = true;
  for (const text of texts) {
    for (const mark of text.marks) marks.add(mark);
    if (text.k !== "string") isKnown = false;
    else if (joined.length + text.value.length <= longestText) joined += text.value;
    else {
      const detail = `The text that this makes is longer than ${longestText} characters. Write what is so long to a file, and name that instead.`;
      frame.report(node.range, "Text too long", detail, [node]);
      return withMarks(V.unknown(T.string), marks);
    }
  }
  return withMarks(isKnown ? V.string(joined) : V.unknown(T.string), marks);
}

/** `%{ if c }...%{ else }...%{ endif }`. A branch that is not chosen is not looked at. */
export function evaluateTemplateIf(node: TemplateIfNode, frame: Frame): Value {
  const condition = readCondition(node.condition, frame);
  if (condition?.k !== "bool") return withMarks(V.unknown(T.string), condition?.marks ?? []);
  return withMarks(frame.evaluate(condition.value ? node.then : node.otherwise), condition.marks);
}

/** `%{ for v in c }...%{ endfor }` */
export function evaluateTemplateFor(node: TemplateForNode, frame: Frame): Value {
  const items = frame.evaluate(node.items);
  const text = items.k === "tuple" ? joinTexts(items.items, node, frame) : V.unknown(T.string);
  return withMarks(text, items.marks);
}
