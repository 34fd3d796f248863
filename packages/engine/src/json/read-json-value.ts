// Single values of a legacy JSON template. Packer decodes some of them weakly (core-json 1): it makes texts of numbers and lists of texts.

import type { Diagnostic, JsonNode, JsonObject, Range } from "@ingot/hcl";
import { errorAt, numbers } from "@ingot/hcl";
import { parseGoDuration } from "@ingot/sdk";

/** A text, and where it stands. */
export interface JsonText {
  readonly text: string;
  readonly range: Range;
}

/** Collects problems as errors. */
export function failInto(problems: Diagnostic[]): Fail {
  return (range, summary, detail, suggestion) => void problems.push(errorAt(range, summary, detail, { suggestion }));
}

/** Reports a problem. */
export type Fail = (range: Range | undefined, summary: string, detail: string, suggestion?: string) => void;

/** The value of a property, whose name may be written in any case; undefined where there is none. */
export function property(node: JsonObject, name: string): JsonNode | undefined {
  const exact = node.properties.findLast((candidate) => candidate.name.value === name);
  return (exact ?? node.properties.findLast((candidate) => candidate.name.value.toLowerCase() === name))?.value;
}

/** The object without the properties of these names. */
export function without(node: JsonObject, names: readonly string[]): JsonObject {
  return { ...node, properties: node.properties.filter(({ name }) => !names.includes(name.value)) };
}

/** A text; null is an empty one. */
export function readString(node: JsonNode | undefined, name: string, fail: Fail): string {
  if (!node || node.k === "null") return "";
  if (node.k === "string") return node.value;
  fail(node.range, `Invalid value for "${name}"`, `"${name}" must be a string. Put it in double quotes.`);
  return "";
}

/** A text, of a number its shortest decimal form, of true and false "1" and "0". */
export function readWeakString(node: JsonNode | undefined, name: string, fail: Fail): string {
  return weakText(node) ?? readString(node, name, fail);
}

/** What Packer takes for a text; undefined where it takes it for none. */
export function weakText(node: JsonNode | undefined): string | undefined {
  if (node?.k === "bool") return node.value ? "1" : "0";
  if (node?.k === "number") return numbers.formatFloat(numbers.fromJsNumber(Number(node.text)), "f");
  return node?.k === "string" ? node.value : undefined;
}

/** The items of a list; null is an empty one. */
export function readList(node: JsonNode | undefined, name: string, fail: Fail): readonly JsonNode[] {
  if (!node || node.k === "null") return [];
  if (node.k === "array") return node.items;
  fail(node.range, `Invalid value for "${name}"`, `"${name}" must be a list of objects. Write [ { "type": "..." } ].`);
  return [];
}

/** A list of texts. */
export function readStrings(node: JsonNode | undefined, name: string, fail: Fail): JsonText[] {
  if (!node || node.k === "null" || (node.k === "object" && node.properties.length === 0)) return [];
  if (node.k !== "array") return notStrings(node, name, fail);
  return node.items.flatMap((item) =>
    item.k === "string" ? [{ text: item.value, range: item.range }] : notStrings(item, name, fail),
  );
}

/** A list of texts, where one text is a list of one; null and {} are empty. */
export function readWeakStrings(node: JsonNode | undefined, name: string, fail: Fail): JsonText[] {
  if (!node || node.k === "null" || (node.k === "object" && node.properties.length === 0)) return [];
  return (node.k === "array" ? node.items : [node]).flatMap((item) => {
    const text = item.k === "null" ? "" : weakText(item);
    return text === undefined ? notStrings(item, name, fail) : [{ text, range: item.range }];
  });
}

function notStrings(node: JsonNode, name: string, fail: Fail): [] {
  fail(node.range, `Invalid value for "${name}"`, `"${name}" must be a list of strings. Write ["..."].`);
  return [];
}

/** True or false; undefined where it is not said. */
export function readBool(node: JsonNode | undefined, name: string, fail: Fail): boolean | undefined {
  if (!node || node.k === "null") return undefined;
  if (node.k === "bool") return node.value;
  fail(node.range, `Invalid value for "${name}"`, `"${name}" must be true or false. Write it without quotes.`);
  return undefined;
}

/** A duration in milliseconds: a text in Go's form, or a bare number of nanoseconds; false is none. */
export function readDuration(node: JsonNode | undefined, name: string, fail: Fail): number {
  if (!node || node.k === "null" || (node.k === "bool" && !node.value)) return 0;
  if (node.k === "number") return Number(node.text) / 1e6;
  const parsed = node.k === "string" ? parseGoDuration(node.value) : undefined;
  if (parsed !== undefined) return parsed.milliseconds;
  fail(
    node.range,
    `Failed to parse ${name} duration`,
    `"${name}" must be a number with a unit, such as "500ms", "10s" or "1h15m".`,
  );
  return 0;
}
