import type { Json } from "../resource/resource.ts";
import type { FieldSpec, TypeSpec } from "./field.ts";
import type { AnySchema } from "./schema.ts";

type JsonObject = { readonly [key: string]: Json };

/**
 * A JSON Schema (draft 2020-12) of a component's config, for editors. In both JSON dialects of templates an expression is
 * written as a string, so strings are allowed wherever one may stand.
 */
export function toJsonSchema(schema: AnySchema): JsonObject {
  const fields = Object.entries(schema.fields).filter(([, { spec }]) => spec.refused === undefined);
  const required = fields.filter(([, { spec }]) => isRequired(spec)).map(([name]) => name);
  return {
    type: "object",
    properties: Object.fromEntries(fields.map(([name, { spec }]) => [name, fieldSchema(spec)])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

function isRequired(spec: FieldSpec): boolean {
  return spec.presence === "required" || (spec.type.k === "block" && spec.type.min > 0);
}

function fieldSchema(spec: FieldSpec): JsonObject {
  const isPlain = spec.presence === "default" && spec.type.k !== "duration";
  return {
    ...typeSchema(spec.type),
    ...(spec.doc === "" ? {} : { description: spec.doc }),
    ...(isPlain ? { default: spec.default as Json } : {}),
    ...(spec.deprecated === undefined ? {} : { deprecated: true }),
  };
}

const expression: JsonObject = { type: "string", pattern: "\\$\\{|\\{\\{" };

function typeSchema(type: TypeSpec): JsonObject {
  switch (type.k) {
    case "string":
    case "template":
      return { type: "string" };
    case "duration":
      return { type: "string", examples: ["30s", "5m", "1h30m"] };
    case "number":
      return { type: ["number", "string"] };
    case "bool":
    case "tristate":
      return { type: ["boolean", "string"] };
    case "any":
      return {};
    case "enum":
      return { anyOf: [{ enum: [...type.values] }, expression] };
    case "list":
      return { anyOf: [{ type: "array", items: typeSchema(type.of) }, expression] };
    case "map":
      return { anyOf: [{ type: "object", additionalProperties: typeSchema(type.of) }, expression] };
    case "block":
      return type.repeated ? repeated(type) : toJsonSchema(type.of);
  }
}

function repeated(type: Extract<TypeSpec, { readonly k: "block" }>): JsonObject {
  const one = toJsonSchema(type.of);
  const limits = {
    ...(type.min > 0 ? { minItems: type.min } : {}),
    ...(type.max ? { maxItems: type.max } : {}),
  };
  return { anyOf: [one, { type: "array", items: one, ...limits }] };
}
