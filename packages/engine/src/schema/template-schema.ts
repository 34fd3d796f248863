// A JSON Schema of a whole template, so that an editor knows every component in it. Components that Ingot does not have are accepted with
// any settings: other plugins may have them.

import { type JsonDialect, type JsonSchema, PluginFailure } from "@ingot/sdk";
import type { ComponentKind, Registry } from "../registry/registry.ts";
import { componentSchema, schemaDialect } from "./component-schema.ts";
import { metaArguments } from "./meta-arguments.ts";

/**
 * The JSON Schema (draft-07) of a template in a JSON dialect: of `*.pkr.json` files, or of legacy templates.
 *
 * @param onFailure is told of a component whose plugin cannot be used; the schema takes it with any settings
 */
export async function templateSchema(
  registry: Registry,
  dialect: JsonDialect,
  onFailure: (failure: PluginFailure) => void = () => undefined,
): Promise<JsonSchema> {
  const definitions: Record<string, JsonSchema> = {};
  const kinds: readonly ComponentKind[] =
    dialect === "hcl2"
      ? ["builder", "provisioner", "post-processor", "data source"]
      : ["builder", "provisioner", "post-processor"];
  const named = new Map<ComponentKind, string[]>();
  for (const kind of kinds) {
    const types: string[] = [];
    named.set(kind, types);
    for (const type of registry.names(kind)) {
      // The settings of a source may stand in part in the build that uses it.
      const isPartial = dialect === "hcl2" && kind === "builder";
      const schema = await componentSchema(registry, kind, type, dialect, isPartial).catch((error: unknown) => {
        if (!(error instanceof PluginFailure)) throw error;
        onFailure(error);
        return undefined;
      });
      if (!schema) continue;
      definitions[definitionName(kind, type)] = schema;
      types.push(type);
    }
  }
  const title = dialect === "hcl2" ? "HCL2 template in JSON syntax" : "Legacy JSON template";
  const share: Share = (name, schema) => {
    definitions[name] = schema;
    return { $ref: `#/definitions/${name}` };
  };
  const known = { names: (kind: ComponentKind) => named.get(kind) ?? [] };
  const body = dialect === "hcl2" ? hcl2Template(known, share) : jsonTemplate(known, share);
  return { $schema: schemaDialect, title, ...body, definitions };
}

/** Puts a schema that is used more than once among the definitions; gives the reference to it. */
type Share = (name: string, schema: JsonSchema) => JsonSchema;

function definitionName(kind: ComponentKind, type: string): string {
  return `${kind.replace(" source", "")}.${type}`;
}

function refTo(kind: ComponentKind, type: string): JsonSchema {
  return { $ref: `#/definitions/${definitionName(kind, type)}` };
}

function object(properties: JsonSchema, more: JsonSchema = {}): JsonSchema {
  return { type: "object", properties: { "//": true, ...properties }, additionalProperties: false, ...more };
}

/** Blocks of the JSON syntax: one, or a list of them. */
function blocks(body: JsonSchema): JsonSchema {
  return { anyOf: [body, { type: "array", items: body }, { type: "null" }] };
}

/** Blocks with one label, which may be any name. */
function named(body: JsonSchema): JsonSchema {
  return blocks({ type: "object", properties: { "//": true }, additionalProperties: blocks(body) });
}

const text: JsonSchema = { type: ["string", "number", "boolean", "null"] };
const anything: JsonSchema = { type: "object" };

function hcl2Template(registry: Pick<Registry, "names">, share: Share): JsonSchema {
  // A block whose first label is the type of a component.
  const typed = (name: string, kind: ComponentKind, wrap: (body: JsonSchema) => JsonSchema) =>
    blocks(
      share(name, {
        type: "object",
        properties: {
          "//": true,
          ...Object.fromEntries(registry.names(kind).map((type) => [type, wrap(refTo(kind, type))])),
        },
        additionalProperties: wrap(anything),
      }),
    );
  const shared = (name: string, properties: JsonSchema) => share(name, object(properties));
  const plugin = {
    type: "object",
    properties: { source: { type: "string" }, version: { type: "string" } },
    required: ["source", "version"],
    additionalProperties: false,
  } as const;
  const provisioner = typed("provisioners", "provisioner", blocks);
  const postProcessor = typed("post-processors", "post-processor", blocks);
  const root = object({
    packer: blocks(
      shared("packer", {
        required_version: { type: "string", examples: [">= 1.7.0"] },
        required_plugins: blocks({ type: "object", properties: { "//": true }, additionalProperties: plugin }),
      }),
    ),
    variable: named(
      shared("variable", {
        type: { type: "string", examples: ["string", "list(string)"] },
        default: true,
        description: { type: "string" },
        sensitive: { type: ["boolean", "string"] },
        validation: blocks(
          object({ condition: true, error_message: { type: "string" } }, { required: ["condition", "error_message"] }),
        ),
      }),
    ),
    variables: blocks(anything),
    local: named(
      object({ expression: true, sensitive: { type: ["boolean", "string"] } }, { required: ["expression"] }),
    ),
    locals: blocks(anything),
    data: typed("data-sources", "data source", named),
    source: typed("sources", "builder", named),
    build: blocks(
      shared("build", {
        name: text,
        description: text,
        timeout: {
          type: ["string", "null"],
          examples: ["45m", "2h"],
          description: "How long each of these builds may take, clean-up not included; Ingot only.",
        },
        sources: { anyOf: [{ type: "array", items: { type: "string" } }, { type: "string" }] },
        source: named({ type: "object", properties: { name: { type: "string" } } }),
        provisioner,
        "error-cleanup-provisioner": provisioner,
        "post-processor": postProcessor,
        "post-processors": blocks(object({ "post-processor": postProcessor, dynamic: true })),
        hcp_packer_registry: blocks(anything),
        from: named(anything),
        dynamic: true,
      }),
    ),
    hcp_packer_registry: blocks(anything),
    communicator: true,
  });
  const template = share("template", root);
  return { anyOf: [template, { type: "array", items: template }] };
}

function jsonTemplate(registry: Pick<Registry, "names">, share: Share): JsonSchema {
  /** An object whose `type` says which component it is. */
  const component = (kind: ComponentKind): JsonSchema =>
    share(kind, {
      type: "object",
      properties: {
        ...metaArguments(kind, undefined, "json"),
        type: { type: "string", minLength: 1, anyOf: [{ enum: [...registry.names(kind)] }, {}] },
      },
      required: ["type"],
      allOf: registry.names(kind).map((type) => ({
        if: { properties: { type: { const: type } }, required: ["type"] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: refTo(kind, type),
      })),
    });
  const postProcessor: JsonSchema = { anyOf: [{ type: "string" }, component("post-processor")] };
  return {
    type: "object",
    properties: {
      min_packer_version: { type: ["string", "null"], description: "The version of Packer that the template needs." },
      description: { type: ["string", "null"] },
      variables: {
        type: ["object", "null"],
        additionalProperties: { type: ["string", "null"] },
        description: "User variables and their defaults; null for one that has to be given.",
      },
      "sensitive-variables": { type: ["array", "null"], items: { type: "string" } },
      builders: { type: "array", minItems: 1, items: component("builder") },
      provisioners: { type: ["array", "null"], items: component("provisioner") },
      "error-cleanup-provisioner": { anyOf: [component("provisioner"), { type: "null" }] },
      "post-processors": {
        type: ["array", "null"],
        items: { anyOf: [postProcessor, { type: "array", items: postProcessor }] },
      },
      comments: true,
      push: true,
    },
    patternProperties: { "^_": { type: "string" } },
    required: ["builders"],
    additionalProperties: false,
  };
}
