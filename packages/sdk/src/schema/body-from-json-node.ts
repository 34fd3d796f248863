import { type JsonNode, type JsonProperty, numbers, type Path, type Range, T, V, type Value } from "@ingot/hcl";
import { bodyFromValue } from "./body-from-value.ts";
import type { ConfigBody } from "./config-body.ts";

/**
 * A body over an object of a legacy JSON template, decoded weakly, with the place of everything.
 *
 * @param range the component's header: where to point when something is missing
 * @param without names that are the template's own business (`type`, `only`, `override`, ...)
 */
export function bodyFromJsonNode(node: JsonNode, range: Range, without: readonly string[] = []): ConfigBody {
  const own: JsonNode =
    node.k === "object"
      ? { ...node, properties: node.properties.filter(({ name }) => !without.includes(name.value)) }
      : node;
  return bodyFromValue(valueFromJsonNode(own), true, { range, ...placesInJson(own) });
}

/** Where the parts of a piece of JSON stand, and the names of its properties. */
export function placesInJson(node: JsonNode): {
  readonly rangeOf: (path: Path) => Range;
  readonly nameRangeOf: (path: Path) => Range;
} {
  return {
    rangeOf: (path) => findPart(node, path).node.range,
    nameRangeOf: (path) => findPart(node, path).property?.name.range ?? node.range,
  };
}

/** The value of a piece of JSON; what could not be read is unknown. */
export function valueFromJsonNode(node: JsonNode): Value {
  switch (node.k) {
    case "object":
      return V.object(node.properties.map(({ name, value }) => [name.value, valueFromJsonNode(value)] as const));
    case "array":
      return V.tuple(node.items.map(valueFromJsonNode));
    case "string":
      return V.string(node.value);
    case "number": {
      const number = numbers.parseNumber(node.text);
      return number ? V.number(number) : V.unknown(T.number);
    }
    case "bool":
      return V.bool(node.value);
    case "null":
      return V.null(T.dynamic);
    case "broken":
      return V.unknown(T.dynamic);
  }
}

/** The part at a path, as far as the path leads. */
function findPart(
  root: JsonNode,
  path: Path,
): { readonly node: JsonNode; readonly property: JsonProperty | undefined } {
  let node = root;
  let property: JsonProperty | undefined;
  for (const step of path) {
    if (node.k === "array" && typeof step === "number") {
      const item = node.items[step];
      if (!item) break;
      node = item;
    } else if (node.k === "object") {
      // Of two properties with one name the last counts.
      const found = node.properties.findLast(({ name }) => name.value.normalize("NFC") === step);
      if (!found) break;
      property = found;
      node = found.value;
    } else break;
  }
  return { node, property };
}
