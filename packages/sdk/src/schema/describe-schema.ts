import { formatGoDuration } from "../duration/format-go-duration.ts";
import type { FieldSpec, TypeSpec } from "./field.ts";
import type { AnySchema } from "./schema.ts";

/** One field as plain data, for the reference pages and other readers. */
export interface FieldDescription {
  readonly name: string;
  /** As a person would say it: `string`, `list of string`, `duration`, `block`. */
  readonly type: string;
  readonly isRequired: boolean;
  /** Undefined where nothing happens without a value. */
  readonly default?: string;
  readonly doc: string;
  /** The words it takes, where it takes only those. */
  readonly values?: readonly string[];
  /** The variables that its template may use. */
  readonly variables?: readonly string[];
  readonly isSensitive: boolean;
  readonly deprecated?: string;
  readonly refused?: string;
  /** The fields of a block. */
  readonly fields?: readonly FieldDescription[];
}

/** Every field of a schema, in the order of its declaration. */
export function describeSchema(schema: AnySchema): readonly FieldDescription[] {
  return Object.entries(schema.fields).map(([name, { spec }]) => describeField(name, spec));
}

function describeField(name: string, spec: FieldSpec): FieldDescription {
  const { type, deprecated, refused } = spec;
  const least = type.k === "block" ? type.min : 0;
  const usual = spec.defaultText ?? (spec.presence === "default" ? defaultText(type, spec.default) : undefined);
  return {
    name,
    type: typeText(type),
    isRequired: spec.presence === "required" || least > 0,
    ...(usual === undefined ? {} : { default: usual }),
    doc: spec.doc,
    ...(type.k === "enum" ? { values: type.values } : {}),
    ...(type.k === "template" ? { variables: type.vars } : {}),
    isSensitive: spec.sensitive,
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(refused === undefined ? {} : { refused }),
    ...(type.k === "block" ? { fields: describeSchema(type.of) } : {}),
  };
}

function typeText(type: TypeSpec): string {
  switch (type.k) {
    case "list":
    case "map":
      return `${type.k} of ${typeText(type.of)}`;
    case "enum":
      return "string";
    case "tristate":
      return "bool";
    case "any":
      return "any value";
    case "block":
      return type.repeated ? "blocks" : "block";
    default:
      return type.k;
  }
}

function defaultText(type: TypeSpec, value: unknown): string {
  if (type.k === "duration" && typeof value === "number") return formatGoDuration(value);
  return JSON.stringify(value) ?? "";
}
