import { type Diagnostic, errorAt } from "../../diagnostic.ts";
import { rangeBetween } from "../../source.ts";
import type { Block, Body } from "../contract.ts";
import type { JsonBodySource, JsonNode, JsonProperty, JsonString } from "./json-node.ts";

type MakeBody = (source: Omit<JsonBodySource, "unread">) => Body;

/**
 * The blocks that a property holds: one level of objects for each label, then the bodies. An array may stand at any level and
 * repeats. null is no block, and in an array an empty one. Every property of a level of labels is a label, `//` too: what it
 * holds must be a block.
 */
export function readJsonBlocks(
  property: JsonProperty,
  labelNames: readonly string[],
  makeBody: MakeBody,
  diagnostics: Diagnostic[],
): readonly Block[] {
  const blocks: Block[] = [];
  const type = property.name;

  const readLevel = (node: JsonNode, labels: readonly JsonString[]): void => {
    const wanted = labelNames[labels.length];
    if (wanted !== undefined) readLabels(node, labels, wanted);
    else if (node.k === "array") for (const item of node.items) readBody(item, labels);
    else if (node.k !== "null") readBody(node, labels);
  };

  const readLabels = (node: JsonNode, labels: readonly JsonString[], wanted: string) => {
    const properties: JsonProperty[] = [];
    let isRight = true;
    for (const item of node.k === "array" ? node.items : [node]) {
      if (item.k === "object") properties.push(...item.properties);
      else if (item.k === "null" && item === node) continue;
      else {
        isRight = false;
        if (item.k === "broken") continue;
        const detail = `Expected an object whose property is the ${wanted} of a "${type.value}" block, but found ${nameOf(item)}. Write { "<${wanted}>": { ... } }.`;
        diagnostics.push(errorAt(item.range, "Incorrect JSON value type", detail));
      }
    }
    if (properties.length === 0 && isRight) {
      const detail = `A "${type.value}" block needs its ${wanted}. Write it as a property of an object: { "<${wanted}>": { ... } }.`;
      diagnostics.push(errorAt(node.k === "object" ? node.openRange : node.range, "Missing block label", detail));
    }
    for (const { name, value } of properties) readLevel(value, [...labels, name]);
  };

  const readBody = (node: JsonNode, labels: readonly JsonString[]) => {
    if (node.k === "broken") return;
    if (node.k !== "object" && node.k !== "null") {
      const detail = `Expected an object with the content of a "${type.value}" block, or an array of such objects, but found ${nameOf(node)}. Put the content in braces.`;
      diagnostics.push(errorAt(node.range, "Incorrect JSON value type", detail));
      return;
    }
    const header = labels.at(-1) ?? type;
    const { properties, openRange } = node.k === "object" ? node : { properties: [], openRange: node.range };
    blocks.push({
      type: type.value,
      typeRange: type.range,
      labels: labels.map((label) => label.value.normalize("NFC")),
      labelRanges: labels.map((label) => label.range),
      headerRange: header.range,
      range: rangeBetween(header.range, node.range),
      body: makeBody({ properties, range: node.range, missingRange: openRange }),
    });
  };

  readLevel(property.value, []);
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
    case "null":
      return "null";
    default:
      return "something else";
  }
}
