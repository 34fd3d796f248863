import { formatGoDuration } from "../duration/format-go-duration.ts";
import type { Json } from "../resource/resource.ts";
import type { FieldSpec, TypeSpec } from "./field.ts";
import { packerAttributes } from "./packer-attributes.ts";
import type { AnySchema, Rule } from "./schema.ts";

/** A piece of JSON Schema. */
export type JsonSchema = { readonly [key: string]: Json };

/**
 * Which JSON a config is written in. `hcl2` is the JSON syntax of HCL2 (`.pkr.json`), with the conversions of the language and `${ }` in
 * strings; `json` is a legacy JSON template, whose values are decoded weakly: strings for numbers and bools, one value for a list of one,
 * a string that is split at its commas for a list.
 */
export type JsonDialect = "hcl2" | "json";

export interface JsonSchemaOptions {
  readonly dialect: JsonDialect;
  /** The config may be completed elsewhere: nothing is required, and rules about several fields are left out. */
  readonly isPartial?: boolean;
  /** Settings beside the component's own, by name. */
  readonly also?: JsonSchema;
}

/** A JSON Schema (draft-07) of a component's config, for editors and other tools. */
export function toJsonSchema(schema: AnySchema, options: JsonSchemaOptions): JsonSchema {
  const { dialect, isPartial = false, also = {} } = options;
  const fields = Object.entries(schema.fields).filter(([, { spec }]) => spec.refused === undefined);
  const required = isPartial ? [] : fields.filter(([, { spec }]) => isRequired(spec)).map(([name]) => name);
  const rules = isPartial ? [] : schema.rules.flatMap(ruleSchemas);
  return {
    type: "object",
    properties: {
      ...also,
      ...Object.fromEntries(fields.map(([name, { spec }]) => [name, fieldSchema(spec, dialect)])),
      ...(dialect === "hcl2" && fields.some(([, { spec }]) => spec.type.k === "block") ? { dynamic: true } : {}),
    },
    ...(required.length > 0 ? { required } : {}),
    ...(rules.length > 0 ? { allOf: rules } : {}),
    // Accepted, and nothing that an editor should suggest.
    patternProperties: { [`^(${packerAttributes.join("|")}${dialect === "hcl2" ? "|//" : ""})$`]: true },
    additionalProperties: false,
  };
}

function isRequired(spec: FieldSpec): boolean {
  return spec.presence === "required" || (spec.type.k === "block" && spec.type.min > 0);
}

function fieldSchema(spec: FieldSpec, dialect: JsonDialect): JsonSchema {
  const type = typeSchema(spec.type, dialect);
  return {
    // null is the same as not to set it.
    ...(isRequired(spec) ? type : orNull(type)),
    ...describe(spec),
    ...defaultOf(spec),
    ...(spec.sensitive ? { writeOnly: true } : {}),
    ...(spec.deprecated === undefined ? {} : { deprecated: true }),
  };
}

function orNull(schema: JsonSchema): JsonSchema {
  if (Array.isArray(schema.anyOf)) return { ...schema, anyOf: [...schema.anyOf, { type: "null" }] };
  return Array.isArray(schema.type) ? { ...schema, type: [...schema.type, "null"] } : schema;
}

function describe({ doc, defaultText, deprecated }: FieldSpec): JsonSchema {
  const parts = [
    doc,
    defaultText === undefined ? "" : `Default: ${defaultText}.`,
    deprecated === undefined ? "" : `Deprecated: ${deprecated}.`,
  ].filter((part) => part !== "");
  return parts.length > 0 ? { description: parts.join(" ") } : {};
}

function defaultOf(spec: FieldSpec): JsonSchema {
  if (spec.presence !== "default") return {};
  const isDuration = spec.type.k === "duration" && typeof spec.default === "number";
  return { default: isDuration ? formatGoDuration(spec.default as number) : (spec.default as Json) };
}

/** A text whose value is known only when it is evaluated: it may stand for a value of any type. */
const expression: JsonSchema = { type: "string", pattern: "\\$\\{|%\\{|\\{\\{" };
const number = "[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?";
// Go takes 0x1f, 0b1, 0o17 and 1_000, too, and nothing for zero.
const weakNumber = `(${number}|[+-]?0[xXbBoO]?[\\da-fA-F_]+|[+-]?\\d[\\d_]*)?`;
const duration = "^[+-]?(0|((\\d+\\.?\\d*|\\.\\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)$";

function typeSchema(type: TypeSpec, dialect: JsonDialect): JsonSchema {
  const isWeak = dialect === "json";
  switch (type.k) {
    case "string":
    case "template":
      return { type: ["string", "number", "boolean"] };
    case "duration":
      return {
        anyOf: [
          { type: "string", pattern: duration, examples: ["30s", "5m", "1h30m"] },
          expression,
          // A bare number is taken for nanoseconds, as Go's decoder takes it.
          ...(isWeak ? [{ type: "number" }] : []),
        ],
      };
    case "number":
      return {
        anyOf: [
          { type: isWeak ? ["number", "boolean"] : "number" },
          { type: "string", pattern: `^${isWeak ? weakNumber : number}$` },
          expression,
        ],
      };
    case "bool":
    case "tristate":
      return {
        anyOf: [
          { type: isWeak ? ["boolean", "number"] : "boolean" },
          isWeak
            ? { enum: ["", "1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"] }
            : { enum: ["true", "false", "1", "0"] },
          expression,
        ],
      };
    case "any":
      return {};
    case "enum":
      // "" says nothing, as not to set it does.
      return { anyOf: [{ enum: [...new Set([...type.values, ""])] }, expression] };
    case "list":
      return {
        anyOf: [
          { type: "array", items: typeSchema(type.of, dialect) },
          isWeak ? { type: ["string", "number", "boolean"] } : expression,
          ...(isWeak && type.of.k === "map" ? [typeSchema(type.of, dialect)] : []),
        ],
      };
    case "map": {
      const object: JsonSchema = { type: "object", additionalProperties: typeSchema(type.of, dialect) };
      return { anyOf: [object, isWeak ? { type: "array", items: object } : expression] };
    }
    case "block":
      return blockSchema(type, dialect);
  }
}

function blockSchema(type: Extract<TypeSpec, { readonly k: "block" }>, dialect: JsonDialect): JsonSchema {
  const one = toJsonSchema(type.of, { dialect });
  const limits = {
    ...(type.min > 0 ? { minItems: type.min } : {}),
    ...(type.max ? { maxItems: type.max } : {}),
  };
  return { anyOf: [one, { type: "array", items: one, ...limits }] };
}

/** The rules that can be said in JSON Schema: of these fields exactly one, or at most one, is set. */
function ruleSchemas({ fields, count }: Rule): readonly JsonSchema[] {
  if (count === "exactly one") return [{ oneOf: fields.map(isSetSchema) }];
  if (count !== "at most one") return [];
  return fields.flatMap((a, at) =>
    fields.slice(at + 1).map((b): JsonSchema => ({ not: { allOf: [isSetSchema(a), isSetSchema(b)] } })),
  );
}

/** Set, as rules understand it: `false`, `""`, `[]` and null are the same as nothing. */
function isSetSchema(name: string): JsonSchema {
  return { required: [name], properties: { [name]: { not: { enum: [false, "", null, []] } } } };
}
