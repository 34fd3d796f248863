import type { JsonNode, Path, Range, Value } from "@ingot/hcl";
import { numbers, T, V } from "@ingot/hcl";

/** A JSON node as a value: arrays are tuples, objects objects; of a property that is there twice the last one counts. */
export function valueOfJson(node: JsonNode): Value {
  switch (node.k) {
    case "string":
      return V.string(node.value);
    case "number":
      return V.number(numbers.parseNumber(node.text) ?? 0);
    case "bool":
      return V.bool(node.value);
    case "null":
      return V.null(T.dynamic);
    case "broken":
      return V.unknown(T.dynamic);
    case "array":
      return V.tuple(node.items.map(valueOfJson));
    case "object":
      return V.object(node.properties.map(({ name, value }) => [name.value, valueOfJson(value)] as const));
  }
}

/** The node at a path; as near to it as there is one. */
export function jsonNodeAt(node: JsonNode, path: Path): JsonNode {
  let current = node;
  for (const step of path) {
    const next =
      current.k === "object"
        ? current.properties.findLast(({ name }) => name.value === step)?.value
        : current.k === "array" && typeof step === "number"
          ? current.items[step]
          : undefined;
    if (!next) break;
    current = next;
  }
  return current;
}

/** Where the name at a path stands whose last step is a key. */
export function jsonNameRange(node: JsonNode, path: Path): Range {
  const parent = jsonNodeAt(node, path.slice(0, -1));
  const last = path.at(-1);
  const property = parent.k === "object" ? parent.properties.findLast(({ name }) => name.value === last) : undefined;
  return property?.name.range ?? jsonNodeAt(node, path).range;
}
