import { type Diagnostic, errorAt } from "../../diagnostic.ts";
import { rangeBetween } from "../../source.ts";
import type { Block, Body } from "../contract.ts";
import type { JsonBodySource, JsonNode, JsonProperty, JsonString } from "./json-node.ts";

type MakeBody = (source: JsonBodySource) => Body;

/**
 * The blocks that a property holds: one level of objects for each label, then the bodies. An array may stand at any level and
 * repeats; null is no block.
 */
export function readJsonBlocks(
  property: JsonProperty,
  labelNames: readonly string[],
  makeBody: MakeBody,
  diagnostics: Diagnostic[],
): readonly Block[] {
  const blocks: Block[] = [];
  const type = property.name;

  const readBody = (node: JsonNode, labels: readonly JsonString[]) => {
    if (node.k === "null" || node.k === "broken") return;
    if (node.k !== "object") {
      const detail = `Expected an object with the content of a "${type.value}" block, or an array of such objects, but found ${nameOf(node)}. Put the content in braces.`;
      diagnostics.push(errorAt(node.range, "Incorrect JSON value type", detail));
      return;
    }
    const header = labels.at(-1) ?? type;
    const { properties, range, openRange } = node;
    blocks.push({
      type: type.value,
      typeRange: type.range,
      labels: labels.map((label) => label.value.normalize("NFC")),
      labelRanges: labels.map((label) => label.range),
      headerRange: header.range,
      range: rangeBetween(header.range, range),
      body: makeBody({ properties, range, missingRange: openRange }),
    });
  };

  const read = (node: JsonNode, labels: readonly JsonString[]): void => {
    const wanted = labelNames[labels.length];
    if (node.k === "array") {
      for (const item of node.items) {
        if (item.k === "array") readBody(item, labels);
        else read(item, labels);
      }
      return;
    }
    if (wanted === undefined) {
      readBody(node, labels);
      return;
    }
    if (node.k === "null" || node.k === "broken") return;
    if (node.k !== "object") {
      const detail = `Expected an object whose property is the ${wanted} of a "${type.value}" block, but found ${nameOf(node)}. Write { "<${wanted}>": { ... } }.`;
      diagnostics.push(errorAt(node.range, "Incorrect JSON value type", detail));
      return;
    }
    const inner = node.properties.filter(({ name }) => name.value !== "//");
    if (inner.length === 0) {
      const detail = `A "${type.value}" block needs its ${wanted}. Write it as a property of this object: { "<${wanted}>": { ... } }.`;
      diagnostics.push(errorAt(node.openRange, "Missing block label", detail));
    }
    for (const { name, value } of inner) read(value, [...labels, name]);
  };

  read(property.value, []);
  return blocks;
}

function nameOf(node: JsonNode): string {
  switch (node.k) {
    case "string":
      return "a string";
    case "number":
      return "a number";
    case "bool":
      return node.value ? "true" : "false";
    case "array":
      return "an array";
    default:
      return "something else";
  }
}
