import { isSatisfiedBy, type RequiredPlugin, sourceKind } from "@ingot/engine";
import { builtinPlugins } from "../session/builtin-plugins.ts";

/** A plugin that a template requires, by whatever names. */
export interface Demand {
  /** As it stands in the template. */
  readonly source: string;
  readonly kind: "packer" | "npm" | "built in";
  /** All that the template asks of it: ">= 1.2.0, < 2.0.0". */
  readonly constraints: string;
}

/**
 * What a template requires, one for each source, in the order of the template. What lies beside the template needs nothing; where the plugin
 * that comes with Ingot is not of the right level, another has to be installed.
 */
export function groupDemands(plugins: readonly RequiredPlugin[]): readonly Demand[] {
  const groups = new Map<string, Demand>();
  for (const plugin of plugins) {
    const { source, version } = plugin;
    const found = sourceKind(source);
    if (found === "local") continue;
    const kind = builtinPlugins.some((entry) => isSatisfiedBy(plugin, entry)) ? "built in" : found;
    const key = `${kind} ${source.toLowerCase()}`;
    const before = groups.get(key);
    const all = before ? [...new Set([...before.constraints.split(", "), ...version.split(", ")])].join(", ") : version;
    groups.set(key, { source: before?.source ?? source, kind, constraints: all });
  }
  return [...groups.values()];
}
