import { JsonError, type JsonNode, parseJson } from "./parse-json.ts";
import { T } from "./type.ts";
import type { Type } from "./types.ts";

/** A type in cty's JSON form: `"string"`, `["list","string"]`, `["object",{"a":"bool"},["a"]]` (the last: what is optional). */
export function typeToJson(type: Type): string {
  switch (type.k) {
    case "list":
    case "set":
    case "map":
      return `["${type.k}",${typeToJson(type.of)}]`;
    case "tuple":
      return `["tuple",[${type.items.map(typeToJson).join(",")}]]`;
    case "object": {
      const attributes = [...type.attributes].map(([name, inner]) => `${JSON.stringify(name)}:${typeToJson(inner)}`);
      const optional = type.optional.size > 0 ? `,${JSON.stringify([...type.optional].sort())}` : "";
      return `["object",{${attributes.join(",")}}${optional}]`;
    }
    default:
      return `"${type.k}"`;
  }
}

/** Reads a type in cty's JSON form. @throws JsonError */
export function typeFromJson(text: string): Type {
  return readTypeJson(parseJson(text));
}

/** A type from its JSON form, read already. @throws JsonError */
export function readTypeJson(node: JsonNode): Type {
  if (node.k === "string") {
    const { value } = node;
    if (value === "string" || value === "number" || value === "bool" || value === "dynamic") return T[value];
    throw new JsonError(`"${value}" is not the name of a type`);
  }
  const [name, inner, optional] = node.k === "array" ? node.items : [];
  if (name?.k === "string" && inner) {
    const { value } = name;
    if (value === "list" || value === "set" || value === "map") return T[value](readTypeJson(inner));
    // Go writes null where a program made the type without any part.
    if (value === "tuple" && inner.k === "null") return T.tuple([]);
    if (value === "object" && inner.k === "null") return T.object([]);
    if (value === "tuple" && inner.k === "array") return T.tuple(inner.items.map(readTypeJson));
    if (value === "object" && inner.k === "object") {
      const attributes = inner.properties.map(([attribute, type]) => [attribute, readTypeJson(type)] as const);
      const names = optional?.k === "array" ? optional.items : [];
      return T.object(
        attributes,
        names.flatMap((item) => (item.k === "string" ? [item.value] : [])),
      );
    }
  }
  throw new JsonError("this is not the JSON form of a type");
}
