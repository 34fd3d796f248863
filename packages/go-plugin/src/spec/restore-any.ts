import { fromPlainJson, JsonError, V, type Value, withMarks } from "@ingot/hcl";
import type { AnySchema, TypeSpec } from "@ingot/sdk";

/**
 * A config that Packer sent, with the values of any type in it as they were meant: `specOfSchema` serves those as strings, so a list or an
 * object comes as JSON. Every other text stays what it is.
 */
export function restoreAny(schema: AnySchema, config: Value): Value {
  if (!("entries" in config)) return config;
  const entries = [...config.entries].map(([name, value]) => {
    const type = schema.fields[name]?.spec.type;
    return [name, type ? restore(type, value) : value] as const;
  });
  return withMarks(V.object(entries), config.marks);
}

function restore(type: TypeSpec, value: Value): Value {
  switch (type.k) {
    case "any":
      return value.k === "string" ? (fromText(value.value) ?? value) : value;
    case "block":
      if ("items" in value) return V.tuple(value.items.map((item) => restoreAny(type.of, item)));
      return restoreAny(type.of, value);
    case "list":
      return "items" in value && mayHoldAny(type.of)
        ? V.tuple(value.items.map((item) => restore(type.of, item)))
        : value;
    case "map":
      if (!("entries" in value) || !mayHoldAny(type.of)) return value;
      return V.object([...value.entries].map(([key, item]) => [key, restore(type.of, item)] as const));
    default:
      return value;
  }
}

function mayHoldAny(type: TypeSpec): boolean {
  return type.k === "any" || ((type.k === "list" || type.k === "map") && mayHoldAny(type.of));
}

/** The list or the object that a text is in JSON. */
function fromText(text: string): Value | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return fromPlainJson(text);
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}
