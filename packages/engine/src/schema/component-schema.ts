import { type JsonDialect, type JsonSchema, toJsonSchema } from "@ingot/sdk";
import type { ComponentKind, Registry } from "../registry/registry.ts";
import { metaArguments } from "./meta-arguments.ts";

/** The version of JSON Schema that the schemas are written in: the one that editors know best. */
export const schemaDialect = "http://json-schema.org/draft-07/schema#";

/**
 * The JSON Schema of one component's config with the settings that every component of its kind may have.
 *
 * @param isPartial see `JsonSchemaOptions`
 * @returns undefined where the registry has no such component
 */
export async function componentSchema(
  registry: Registry,
  kind: ComponentKind,
  type: string,
  dialect: JsonDialect,
  isPartial = false,
): Promise<JsonSchema | undefined> {
  const component = await registry.component(kind, type);
  if (!component) return undefined;
  const schema = toJsonSchema(component.schema, { dialect, isPartial, also: metaArguments(kind, type, dialect) });
  const own = Array.isArray(schema.required) ? schema.required : [];
  return {
    title: `${kind} ${type}`,
    description: component.doc,
    ...schema,
    ...(dialect === "json" ? { required: ["type", ...own] } : {}),
  };
}
