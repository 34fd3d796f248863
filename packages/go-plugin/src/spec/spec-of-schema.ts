import { T, type Type } from "@ingot/hcl";
import type { AnySchema, FieldSpec, TypeSpec } from "@ingot/sdk";
import type { HclObjectSpec, HclSpec } from "./hcl-spec.ts";

/**
 * The config of a component as a spec for Packer, which both encodings can say: settings that are strings, numbers, bools, lists or maps, and
 * blocks (plugin-protocol 8.3). Packer enforces what is required and converts values; defaults, rules and everything else of the schema
 * stay with the component, which decodes what Packer sends.
 *
 * There is no type in both encodings for a value of any type: it is served as a string. So in an HCL template of Packer a list or an object is
 * written as `jsonencode(...)`; `restoreAny` makes it a value again.
 */
export function specOfSchema(schema: AnySchema): HclObjectSpec {
  const parts = Object.entries(schema.fields).map(([name, { spec }]): [string, HclSpec] => [name, partOf(name, spec)]);
  return { k: "object", parts: new Map(parts) };
}

function partOf(name: string, { type, presence }: FieldSpec): HclSpec {
  const required = presence === "required";
  if (type.k !== "block") return { k: "attr", name, type: typeOf(type), required };
  const nested = specOfSchema(type.of);
  if (!type.repeated) return { k: "block", name, nested, required: required || type.min > 0 };
  const min = Math.max(type.min, required ? 1 : 0);
  return { k: "blocks", name, nested, min, max: type.max ?? 0, as: "list" };
}

function typeOf(type: TypeSpec): Type {
  switch (type.k) {
    case "number":
      return T.number;
    case "bool":
    case "tristate":
      return T.bool;
    case "list":
      return T.list(typeOf(type.of));
    case "map":
      return T.map(typeOf(type.of));
    case "block":
      throw new Error("a block stands in a list or a map: declare it with s.blocks");
    default:
      return T.string;
  }
}
