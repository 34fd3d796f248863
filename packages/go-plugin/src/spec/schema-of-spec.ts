import type { Type } from "@ingot/hcl";
import { type AnySchema, type Field, type Fields, type Presence, packerAttributes, s, schema } from "@ingot/sdk";
import type { HclObjectSpec, HclSpec } from "./hcl-spec.ts";

/**
 * The config of a Go plugin's component as a schema, for messages and for `ingot schema`. It has no documentation. What Packer itself hands to
 * every component is left out. Types that a schema cannot say are wider in it: a set is a list, an object, a tuple and a value of any type are
 * any; `conformBody` looks at those more closely.
 */
export function schemaOfSpec(spec: HclObjectSpec): AnySchema {
  return schema(fieldsOf(spec));
}

function fieldsOf(spec: HclObjectSpec): Fields {
  const fields = new Map<string, Field<unknown, Presence>>();
  for (const part of spec.parts.values()) addFields(part, fields);
  return Object.fromEntries([...fields].filter(([name]) => !packerAttributes.includes(name)));
}

/** Adds the settings and blocks that a part reads, by the names under which they stand in a template. */
function addFields(part: HclSpec, fields: Map<string, Field<unknown, Presence>>): void {
  switch (part.k) {
    case "attr":
      fields.set(part.name, withPresence(fieldOf(part.type), part.required));
      break;
    case "block":
      fields.set(part.name, withPresence(s.block(schema(fieldsOf(part.nested))), part.required));
      break;
    case "blocks":
      fields.set(
        part.name,
        s.blocks(schema(fieldsOf(part.nested)), { min: part.min, ...(part.max > 0 ? { max: part.max } : {}) }),
      );
      break;
    case "attrs":
      fields.set(part.name, s.any().refused(`Ingot cannot read blocks with settings of any name. ${advice}`));
      break;
    case "labelled":
      fields.set(part.name, s.any().refused(`Ingot cannot read blocks with labels inside of a component. ${advice}`));
      break;
    case "default":
      addFields(part.fallback, fields);
      addFields(part.primary, fields);
      break;
    case "literal":
      break;
  }
}

const advice = "Leave it out, and ask for it in an issue: no plugin was known that needs it.";

function withPresence<T>(field: Field<T, Presence>, isRequired: boolean): Field<unknown, Presence> {
  return isRequired ? field.required() : field;
}

function fieldOf(type: Type): Field<unknown, Presence> {
  switch (type.k) {
    case "string":
      return s.string();
    case "number":
      return s.number();
    case "bool":
      return s.bool();
    case "list":
    case "set":
      return s.list(fieldOf(type.of));
    case "map":
      return s.map(fieldOf(type.of));
    default:
      return s.any();
  }
}
