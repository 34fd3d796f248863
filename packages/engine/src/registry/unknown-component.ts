import type { Diagnostic, Range } from "@ingot/hcl";
import { errorAt, suggestName } from "@ingot/hcl";
import { adviceOnCoreComponent, knownPluginOf } from "./known-plugins.ts";
import type { ComponentKind, Registry } from "./registry.ts";

/** Packer's words for the kinds, as they stand in its messages; people search for them. */
const nouns: Readonly<Record<ComponentKind, string>> = {
  builder: "source type",
  provisioner: "provisioner type",
  "post-processor": "post-processor type",
  "data source": "data type",
};

/**
 * Says at its place that a component is not there, and what to do: the name that was meant, the plugin that has it, or what there is.
 * @param typeAfterFix the name that the type has by now, where `ingot fix` writes it
 */
export function unknownComponent(
  registry: Registry,
  kind: ComponentKind,
  type: string,
  range: Range,
  typeAfterFix?: string,
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
  return errorAt(range, summary, `Ingot has no ${kind} "${type}". ${advice(kind, type, names)}`);
}

function advice(kind: ComponentKind, type: string, names: readonly string[]): string {
  const ofTheCore = adviceOnCoreComponent(kind, type);
  if (ofTheCore !== undefined) return ofTheCore;
  const source = knownPluginOf(type);
  if (source) {
    return `The plugin ${source} has it, and this version of Ingot cannot run that plugin yet. Select other builds with -only or -except, or leave it out.`;
  }
  return `Known are: ${names.join(", ") || "none"}. Correct the name; components of Packer's plugins cannot be run by this version of Ingot yet.`;
}
