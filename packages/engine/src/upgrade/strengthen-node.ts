import type { JsonNode, JsonProperty } from "@ingot/hcl";
import {
  formatGoDuration,
  isScalar,
  readBool,
  readNumber,
  readText,
  type TypeSpec,
  valueFromJsonNode,
} from "@ingot/sdk";

/**
 * A value as its type wants it. JSON templates are decoded with weak types and HCL templates are not: a text for a list is
 * split at its commas there, a number is a duration in nanoseconds, "" is false.
 *
 * @returns the node, unchanged where it is wrong by either rule; undefined where the option counts as not set
 */
export function strengthenNode(node: JsonNode, type: TypeSpec): JsonNode | undefined {
  if (node.k === "null") return type.k === "block" ? undefined : node;
  switch (type.k) {
    case "list":
      return strengthenList(node, type.of);
    case "map":
      return strengthenMap(node, type.of);
    case "block":
    case "any":
      return node;
    case "tristate":
      return node.k === "string" && node.value === "" ? undefined : strengthenScalar(node, type);
    default:
      return strengthenScalar(node, type);
  }
}

function strengthenList(node: JsonNode, of: TypeSpec): JsonNode | undefined {
  const { range } = node;
  const list = (items: readonly JsonNode[]): JsonNode => ({
    k: "array",
    range,
    items: items.map((item) => part(item, of)),
  });
  if (node.k === "array") return list(node.items);
  if (node.k === "object" && node.properties.length === 0) return undefined;
  if (node.k !== "string") return list([node]);
  if (node.value === "") return undefined;
  // Where the commas of an expression are is known only once it has its value.
  return node.value.includes("{{") ? node : list(node.value.split(",").map((value) => ({ ...node, value })));
}

function strengthenMap(node: JsonNode, of: TypeSpec): JsonNode {
  if (node.k === "object") {
    return { ...node, properties: node.properties.map(({ name, value }) => ({ name, value: part(value, of) })) };
  }
  if (node.k !== "array") return node;
  // A list of objects is one object, of which the last property of a name counts.
  const merged = new Map<string, JsonProperty>();
  for (const item of node.items) {
    if (item.k !== "object") return node;
    for (const property of item.properties) merged.set(property.name.value, property);
  }
  const { range } = node;
  return strengthenMap({ k: "object", range, openRange: range, properties: [...merged.values()] }, of);
}

/** A part of a list or map: what counts as not set is an empty list there. */
function part(node: JsonNode, type: TypeSpec): JsonNode {
  return strengthenNode(node, type) ?? { k: "array", range: node.range, items: [] };
}

function strengthenScalar(node: JsonNode, type: TypeSpec): JsonNode {
  const value = valueFromJsonNode(node);
  // The value of an expression is decoded by the rules of HCL.
  if (!isScalar(value) || (value.k === "string" && value.value.includes("{{"))) return node;
  const { range } = node;
  if (type.k === "duration" && node.k === "number" && /^-?\d+$/.test(node.text)) {
    return textNode(formatGoDuration(BigInt(node.text)), range);
  }
  if (type.k === "bool" || type.k === "tristate") {
    const weak = readBool(value, true);
    return weak === undefined || readBool(value, false) === weak ? node : { k: "bool", value: weak, range };
  }
  if (type.k === "number") {
    const weak = readNumber(value, true);
    return weak === undefined || readNumber(value, false) === weak ? node : { k: "number", text: String(weak), range };
  }
  return value.k === "bool" ? textNode(readText(value, true), range) : node;
}

function textNode(value: string, range: JsonNode["range"]): JsonNode {
  return { k: "string", value, range, positionAt: () => range.start };
}
