import type { JsonNode } from "@ingot/hcl";

/** Plain JSON that fixers change in place. */
export type Json = null | boolean | number | string | Json[] | JsonFields;

/** An object of JSON. It has no prototype, so that `__proto__` is a name like any other. */
export interface JsonFields {
  [name: string]: Json;
}

export function isFields(value: Json | undefined): value is JsonFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The plain value of a tree. Of two properties with one name the last counts. */
export function toJson(node: JsonNode): Json {
  switch (node.k) {
    case "object":
      return fieldsOf(node.properties.map(({ name, value }) => [name.value, toJson(value)]));
    case "array":
      return node.items.map(toJson);
    case "number":
      return Number(node.text);
    case "string":
    case "bool":
      return node.value;
    case "null":
    case "broken":
      return null;
  }
}

/** An object with these fields. */
export function fieldsOf(entries: Iterable<readonly [string, Json]>): JsonFields {
  const fields: JsonFields = Object.create(null);
  for (const [name, value] of entries) fields[name] = value;
  return fields;
}
