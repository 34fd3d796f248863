import type { JsonDialect, JsonSchema } from "@ingot/sdk";
import type { ComponentKind } from "../registry/registry.ts";

const expression: JsonSchema = { type: "string", pattern: "\\$\\{|%\\{|\\{\\{" };
const duration: JsonSchema = { type: "string", examples: ["500ms", "10s", "1h15m"] };

/** The settings that every provisioner or post-processor block of an HCL2 template may have beside those of its component. */
function hcl2Arguments(kind: ComponentKind): JsonSchema {
  const listOfSources = (description: string): JsonSchema => ({
    anyOf: [{ type: "array", items: { type: "string" } }, expression, { type: "null" }],
    description,
  });
  const shared: JsonSchema = {
    name: { type: ["string", "null"], description: "How the component is called in messages, and by -except." },
    only: listOfSources('Only for builds of these sources, as "type.name".'),
    except: listOfSources('Not for builds of these sources, as "type.name".'),
  };
  if (kind === "post-processor")
    return {
      ...shared,
      keep_input_artifact: {
        anyOf: [{ type: ["boolean", "null"] }, { enum: ["true", "false"] }, expression],
        description: "Whether the artifact that came in stays when this post-processor makes another of it.",
      },
    };
  if (kind !== "provisioner") return {};
  return {
    ...shared,
    pause_before: { anyOf: [duration, { type: "null" }], description: "How long to wait before it runs." },
    timeout: { anyOf: [duration, { type: "null" }], description: "How long it may take." },
    max_retries: {
      anyOf: [{ type: ["integer", "null"] }, { type: "string", pattern: "^\\d+$" }, expression],
      description: "How often to try again after the first failure.",
      default: 0,
    },
    continue_on_error: {
      anyOf: [{ type: ["boolean", "null"] }, { enum: ["true", "false"] }, expression],
      description: "Whether the build goes on when it fails.",
      default: false,
    },
    override: {
      anyOf: [{ type: "object", additionalProperties: { type: "object" } }, expression, { type: "null" }],
      description: "Other settings for some sources, by the name of the source without its type.",
    },
  };
}

/** The same for a legacy JSON template, where the type of a component stands among its settings. */
function jsonArguments(kind: ComponentKind, type: string | undefined): JsonSchema {
  const named: JsonSchema = type === undefined ? { type: "string", minLength: 1 } : { const: type };
  const listOfBuilders = (description: string): JsonSchema => ({
    anyOf: [{ type: "array", items: { type: "string" } }, { type: ["string", "null"] }],
    description,
  });
  const shared: JsonSchema = { type: { ...named, description: `Which ${kind} it is.` } };
  const name: JsonSchema = { type: ["string", "null"], description: "Its name; without one, its type." };
  if (kind === "builder") return { ...shared, name };
  const selection: JsonSchema = {
    only: listOfBuilders("Only for the builders of these names."),
    except: listOfBuilders("Not for the builders of these names."),
  };
  if (kind === "post-processor")
    return {
      ...shared,
      name,
      ...selection,
      keep_input_artifact: {
        type: ["boolean", "null"],
        description: "Whether the artifact that came in stays when this post-processor makes another of it.",
      },
    };
  return {
    ...shared,
    ...selection,
    override: {
      anyOf: [{ type: "object", additionalProperties: { type: ["object", "null"] } }, { type: "null" }],
      description: "Other settings for some builders, by their names.",
    },
    pause_before: {
      anyOf: [duration, { type: ["number", "null"] }],
      description: "How long to wait before it runs; a bare number is nanoseconds.",
    },
    max_retries: {
      type: ["integer", "string", "null"],
      description: "How often to try again after the first failure.",
    },
    timeout: {
      anyOf: [duration, { type: ["number", "null"] }],
      description: "How long it may take; a bare number is nanoseconds.",
    },
  };
}

/**
 * The settings that a component may have beside its own, as properties of a JSON Schema.
 *
 * @param type the component; undefined for any
 */
export function metaArguments(kind: ComponentKind, type: string | undefined, dialect: JsonDialect): JsonSchema {
  return dialect === "hcl2" ? hcl2Arguments(kind) : jsonArguments(kind, type);
}
