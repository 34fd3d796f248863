import type { KeyNode, ObjectNode, TupleNode } from "../syntax/ast.ts";
import { convert } from "../value/convert.ts";
import { T } from "../value/type.ts";
import type { Mark, Value } from "../value/types.ts";
import { unmark, V, withMarks } from "../value/value.ts";
import type { Frame } from "./frame.ts";
import { describeTraversal } from "./readings.ts";
import { asTraversal } from "./static-traversal.ts";

/** `[a, b]` */
export function evaluateTuple(node: TupleNode, frame: Frame): Value {
  return V.tuple(node.items.map((item) => frame.evaluate(item)));
}

/** `{ a = 1 }`. A key that comes twice has its last value. */
export function evaluateObject(node: ObjectNode, frame: Frame): Value {
  const entries = new Map<string, Value>();
  const marks = new Set<Mark>();
  let isKnown = true;
  for (const pair of node.pairs) {
    const key = evaluateKey(pair.key, frame);
    const value = frame.evaluate(pair.value);
    for (const mark of key?.marks ?? []) marks.add(mark);
    if (key?.k === "string") entries.set(key.value, value);
    else isKnown = false;
  }
  return withMarks(isKnown ? V.object(entries) : V.unknown(T.dynamic), marks);
}

/** The key as a string, bare names taken as they are; undefined after reporting that there is none. */
export function evaluateKey(node: KeyNode, frame: Frame): Value | undefined {
  const { inner } = node;
  if (inner.k === "root") return V.string(inner.name);
  if (inner.k === "null") return V.string("null");
  if (inner.k === "bool") return V.string(String(inner.value));
  const traversal = inner.k === "attribute" || inner.k === "index" ? asTraversal(inner) : undefined;
  if (traversal) {
    const text = describeTraversal(traversal);
    const detail = `It is not clear whether the key is the text "${text}" or the value of ${text}. Put it in quotes for the text, or in parentheses for the value.`;
    frame.report(inner.range, "Ambiguous attribute key", detail);
    return undefined;
  }
  const value = frame.evaluate(inner);
  if (value.k === "null") {
    frame.report(inner.range, "Null value as key", "The key is null, but must be a string. Make sure that it is set.", [
      inner,
    ]);
    return undefined;
  }
  const converted = convert(unmark(value), T.string);
  if ("value" in converted) return withMarks(converted.value, value.marks);
  frame.report(
    inner.range,
    "Incorrect key type",
    `The key must be a string: ${converted.error}. Use a string or a number.`,
    [inner],
  );
  return undefined;
}
