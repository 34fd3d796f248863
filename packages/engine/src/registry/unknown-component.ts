import type { Diagnostic, Range } from "@ingot/hcl";
import { errorAt, suggestName } from "@ingot/hcl";
import { adviceOnCoreComponent, type KnownPlugin, knownPluginOf } from "./known-plugins.ts";
import type { ComponentKind, Registry } from "./registry.ts";

/** Packer's words for the kinds, as they stand in its messages; people search for them. */
const nouns: Readonly<Record<ComponentKind, string>> = {
  builder: "source type",
  provisioner: "provisioner type",
  "post-processor": "post-processor type",
  "data source": "data type",
};

/** What else is known of the place that names the component. */
interface Naming {
  readonly dialect: "hcl2" | "json";
  /** The name that the type has by now, where `ingot fix` writes it. */
  readonly typeAfterFix?: string | undefined;
}

/** Says at its place that a component is not there, and what to do: the name that was meant, the plugin that has it, or what there is. */
export function unknownComponent(
  registry: Registry,
  kind: ComponentKind,
  type: string,
  range: Range,
  { dialect, typeAfterFix }: Naming,
): Diagnostic {
  const refusal = registry.notes(kind, type).find(({ severity }) => severity === "error");
  if (refusal) return errorAt(range, refusal.summary, refusal.detail);
  const summary = `Unknown ${nouns[kind]} "${type}"`;
  const names = registry.names(kind);
  if (typeAfterFix !== undefined) {
    const detail = `The ${kind} "${type}" has been called "${typeAfterFix}" for long. Run "ingot fix" on the template first: it writes the template as it should be now.`;
    return errorAt(range, summary, detail, { suggestion: typeAfterFix });
  }
  const meant = suggestName(type, names);
  if (meant !== undefined) {
    return errorAt(range, summary, `Ingot has no ${kind} "${type}". Did you mean "${meant}"?`, { suggestion: meant });
  }
  return errorAt(range, summary, `Ingot has no ${kind} "${type}". ${advice(kind, type, names, dialect)}`);
}

function advice(kind: ComponentKind, type: string, names: readonly string[], dialect: Naming["dialect"]): string {
  const ofTheCore = adviceOnCoreComponent(kind, type);
  if (ofTheCore !== undefined) return ofTheCore;
  const known = knownPluginOf(type);
  if (known) return `The plugin ${known.source} has it. ${howToGet(known, dialect)}`;
  const other =
    dialect === "hcl2"
      ? `If a plugin has it, name that in required_plugins, and run "ingot init TEMPLATE".`
      : `If a plugin has it, run "ingot plugins install" with its source.`;
  return `Known are: ${names.join(", ") || "none"}. Correct the name. ${other}`;
}

function howToGet({ name, source }: KnownPlugin, dialect: Naming["dialect"]): string {
  if (dialect === "json") return `Install it: ingot plugins install ${source}`;
  return `Add it to the template:

  packer {
    required_plugins {
      ${name} = {
        source  = "${source}"
        version = ">= 1.0.0"
      }
    }
  }

Then run "ingot init TEMPLATE", which installs it.`;
}
