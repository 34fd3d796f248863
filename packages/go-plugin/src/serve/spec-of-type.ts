import type { Type } from "@ingot/hcl";
import type { OutputType } from "@ingot/sdk";
import type { HclObjectSpec, HclSpec } from "../spec/hcl-spec.ts";

/** What a data source gives, as a spec: objects are blocks, for the protobuf mode knows no types of objects (plugin-protocol 8.3). */
export function specOfType({ attributes }: OutputType): HclObjectSpec {
  return { k: "object", parts: new Map([...attributes].map(([name, type]) => [name, partOf(name, type)])) };
}

function partOf(name: string, type: Type): HclSpec {
  if (type.k === "object") return { k: "block", name, nested: specOfType(type), required: false };
  if ((type.k === "list" || type.k === "set") && type.of.k === "object")
    return { k: "blocks", name, nested: specOfType(type.of), min: 0, max: 0, as: "list" };
  return { k: "attr", name, type: plainType(type), required: false };
}

/** The nearest type that can be sent. */
function plainType(type: Type): Type {
  switch (type.k) {
    case "string":
    case "number":
    case "bool":
      return type;
    case "list":
    case "set":
      return { k: "list", of: plainType(type.of) };
    case "map":
      return { k: "map", of: plainType(type.of) };
    default:
      return { k: "string" };
  }
}
