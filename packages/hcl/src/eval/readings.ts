import type { Diagnostic } from "../diagnostic.ts";
import type { Node } from "../syntax/ast.ts";
import type { Scope, Traversal } from "../syntax/contract.ts";
import { formatNumber, isInteger, toDecimalText } from "../value/number.ts";
import { typeName } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { typeOf } from "../value/value.ts";
import { findTraversals } from "./find-traversals.ts";
import { lookUpVariable } from "./look-up-name.ts";

type Reading = NonNullable<Diagnostic["readings"]>[number];

/** The names that expressions read and what they stand for, each once, as a diagnostic shows them. */
export function readingsOf(nodes: readonly Node[], scope: Scope | undefined): readonly Reading[] {
  const readings = new Map<string, Reading>();
  for (const traversal of nodes.flatMap((node) => findTraversals(node))) {
    const value = follow(traversal, scope);
    const reference = describeTraversal(traversal);
    const rendering = value && renderReading(value);
    if (rendering !== undefined && !readings.has(reference)) readings.set(reference, { reference, rendering });
  }
  return [...readings.values()];
}

/** A traversal as it is written: `var.list[0].name`. */
export function describeTraversal(traversal: Traversal): string {
  const steps = traversal.steps.map((step) => {
    if (step.k === "attribute") return `.${step.name}`;
    if (step.k === "splat") return "[*]";
    const { key } = step;
    if (key.k === "number") return `[${toDecimalText(key.value)}]`;
    return key.k === "string" ? `[${JSON.stringify(key.value)}]` : "[...]";
  });
  return traversal.root + steps.join("");
}

function follow(traversal: Traversal, scope: Scope | undefined): Value | undefined {
  let value = lookUpVariable(scope, traversal.root);
  for (const step of traversal.steps) {
    if (step.k === "splat") return value;
    const key = step.k === "attribute" ? step.name : stepKey(step.key);
    const inside: Value | undefined = value && partAt(value, key);
    value =
      inside && value && value.marks.size > 0
        ? { ...inside, marks: new Set([...inside.marks, ...value.marks]) }
        : inside;
  }
  return value;
}

function stepKey(key: Value): string {
  if (key.k === "number") return toDecimalText(key.value);
  return key.k === "string" ? key.value : "";
}

function partAt(value: Value, key: string): Value | undefined {
  if ("entries" in value) return value.entries.get(key);
  return value.k === "list" || value.k === "tuple" ? value.items[Number(key)] : undefined;
}

/** A value in a few words. Marked values are not shown, unknown ones have nothing to show. */
function renderReading(value: Value): string | undefined {
  if (value.k !== "unknown" && value.marks.size > 0) return "a sensitive value";
  switch (value.k) {
    case "unknown":
      return undefined;
    case "null":
      return "null";
    case "string":
      return JSON.stringify(value.value);
    case "number":
      return isInteger(value.value) && toDecimalText(value.value).length <= 10
        ? toDecimalText(value.value)
        : formatNumber(value.value, "g", 10);
    case "bool":
      return String(value.value);
    case "object":
      return `object with ${count(value.entries.size, "attribute")}`;
    case "map":
      return `${typeName(typeOf(value))} with ${count(value.entries.size, "element")}`;
    case "list":
    case "set":
    case "tuple":
      return `${typeName(typeOf(value))} with ${count(value.items.length, "element")}`;
  }
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
