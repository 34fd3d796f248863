import { type Diagnostic, hasErrors } from "../diagnostic.ts";
import type { ForNode, Node } from "../syntax/ast.ts";
import type { Scope } from "../syntax/contract.ts";
import { convert } from "../value/convert.ts";
import { T, typeName } from "../value/type.ts";
import type { Mark, Value } from "../value/types.ts";
import { typeOf, unmark, V, withMarks } from "../value/value.ts";
import { Frame } from "./frame.ts";

const unknown = V.unknown(T.dynamic);

/** `[for v in c : e if p]` and `{for k, v in c : k => e if p}` */
export function evaluateFor(node: ForNode, frame: Frame): Value {
  const collection = frame.evaluate(node.collection);
  const elements = elementsOf(collection);
  if (!elements) {
    if (collection.k === "null") {
      frame.report(
        node.collection.range,
        "Iteration over null value",
        "This value is null, so it has no elements. Make sure that it is set, or give an empty list with a condition.",
        [node.collection],
      );
    } else if (!mayHaveElements(collection)) {
      const detail = `A for-expression goes through a list, set, tuple, map or object, but this is a ${typeName(typeOf(collection))}. Use one of those, for instance "[...]" around the value.`;
      frame.report(node.collection.range, "Iteration over non-iterable value", detail, [node.collection]);
    }
    return withMarks(unknown, collection.marks);
  }
  if (!isConditionSound(node, frame)) return withMarks(unknown, collection.marks);
  const run = new ForRun(node, frame, collection.marks);
  for (const [key, value] of elements) run.take(key, value);
  return run.finish();
}

/** The condition is looked at before any element is [1.6.6]: what is wrong with it for every element is wrong for none, too. */
function isConditionSound(node: ForNode, frame: Frame): boolean {
  if (!node.condition) return true;
  const inner = frameOfElement(node, frame, unknown, unknown);
  readCondition(node.condition, inner);
  frame.diagnostics.push(...inner.diagnostics);
  return !hasErrors(inner.diagnostics);
}

function frameOfElement(node: ForNode, frame: Frame, key: Value, value: Value): Frame {
  const variables = new Map([[node.valueName, value]]);
  if (node.keyName !== undefined) variables.set(node.keyName, key);
  const scope: Scope = { variables, functions: new Map(), ...(frame.scope ? { parent: frame.scope } : {}) };
  return new Frame(frame.language, scope, [], frame.item);
}

/** Whether the condition holds; undefined where it is unknown or wrong. */
function readCondition(node: Node, inner: Frame): { readonly holds: boolean | undefined; readonly value: Value } {
  const value = inner.evaluate(node);
  const converted = convert(unmark(value), T.bool);
  if (value.k === "null") {
    inner.report(
      node.range,
      "Condition is null",
      "The condition of a for-expression must be true or false, but is null. Make sure that it is set, or compare it with null.",
      [node],
    );
  } else if (!("value" in converted)) {
    inner.report(
      node.range,
      "Invalid for-expression condition",
      `The condition must be true or false: ${converted.error}. Use a comparison or a value of type bool.`,
      [node],
    );
  } else if (converted.value.k === "bool") return { holds: converted.value.value, value };
  return { holds: undefined, value };
}

/** Keys and values in the order in which the language goes through them; undefined where there are none to be had. */
export function elementsOf(value: Value): readonly (readonly [Value, Value])[] | undefined {
  if (value.k === "set") return value.items.map((item) => [item, item]);
  if ("items" in value) return value.items.map((item, i) => [V.number(i), item]);
  if ("entries" in value) return Array.from(value.entries, ([key, item]) => [V.string(key), item]);
  // Of an unknown tuple or object the length is known all the same, but not whether it is null.
  return undefined;
}

function mayHaveElements(value: Value): boolean {
  return !["string", "number", "bool"].includes(typeOf(value).k);
}

/** One pass through a collection. */
class ForRun {
  readonly #node: ForNode;
  readonly #frame: Frame;
  readonly #marks: Set<Mark>;
  readonly #items: Value[] = [];
  readonly #groups = new Map<string, Value[]>();
  readonly #reported = new Set<string>();
  #isKnown = true;

  constructor(node: ForNode, frame: Frame, marks: ReadonlySet<Mark>) {
    this.#node = node;
    this.#frame = frame;
    this.#marks = new Set(marks);
  }

  take(key: Value, value: Value): void {
    const inner = frameOfElement(this.#node, this.#frame, key, value);
    if (this.#isWanted(inner)) this.#keep(inner);
    for (const diagnostic of inner.diagnostics) this.#reportOnce(diagnostic);
  }

  finish(): Value {
    if (!this.#isKnown) return withMarks(unknown, this.#marks);
    if (!this.#node.key) return withMarks(V.tuple(this.#items), this.#marks);
    const entries = Array.from(this.#groups, ([key, values]): [string, Value] => [
      key,
      this.#node.groups ? V.tuple(values) : (values[0] ?? unknown),
    ]);
    return withMarks(V.object(entries), this.#marks);
  }

  /** What is wrong with one element is usually wrong with all; it is said once. */
  #reportOnce(diagnostic: Diagnostic): void {
    const key = `${diagnostic.subject?.start.byte} ${diagnostic.summary}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#frame.diagnostics.push(diagnostic);
  }

  #isWanted(inner: Frame): boolean {
    const node = this.#node.condition;
    if (!node) return true;
    const { holds, value } = readCondition(node, inner);
    this.#addMarks(value);
    if (holds === undefined) this.#isKnown = false;
    return holds === true;
  }

  #keep(inner: Frame): void {
    if (!this.#node.key) {
      this.#items.push(inner.evaluate(this.#node.value));
      return;
    }
    const key = this.#readKey(this.#node.key, inner);
    const value = inner.evaluate(this.#node.value);
    if (key === undefined) {
      this.#isKnown = false;
      return;
    }
    const others = this.#groups.get(key);
    if (!others) this.#groups.set(key, [value]);
    else if (this.#node.groups) others.push(value);
    else {
      const detail = `Two elements give the key "${key}". To gather the values of equal keys in a list, write "..." behind the value; otherwise make the keys differ.`;
      inner.report(this.#node.key.range, "Duplicate object key", detail, [this.#node.key]);
    }
  }

  #readKey(node: NonNullable<ForNode["key"]>, inner: Frame): string | undefined {
    const value = inner.evaluate(node);
    this.#addMarks(value);
    if (value.k === "null") {
      inner.report(
        node.range,
        "Invalid object key",
        "The key is null, but must be a string. Leave out such elements with a condition.",
        [node],
      );
      return undefined;
    }
    const converted = convert(unmark(value), T.string);
    if (!("value" in converted)) {
      inner.report(
        node.range,
        "Invalid object key",
        `The key must be a string: ${converted.error}. Use a string or a number.`,
        [node],
      );
      return undefined;
    }
    return converted.value.k === "string" ? converted.value.value : undefined;
  }

  #addMarks(value: Value): void {
    for (const mark of value.marks) this.#marks.add(mark);
  }
}
