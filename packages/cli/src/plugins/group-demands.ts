import { type RequiredPlugin, sourceKind } from "@ingot/engine";
import { builtinPlugins } from "../session/builtin-plugins.ts";

/** A plugin that a template requires, by whatever names. */
export interface Demand {
  /** As it stands in the template. */
  readonly source: string;
  readonly kind: "packer" | "npm" | "built in";
  /** All that the template asks of it: ">= 1.2.0, < 2.0.0". */
  readonly constraints: string;
  /** The level of the plugin that comes with Ingot. */
  readonly builtinVersion: string | undefined;
}

/** What a template requires, one for each source, in the order of the template. What lies beside the template needs nothing. */
export function groupDemands(plugins: readonly RequiredPlugin[]): readonly Demand[] {
  const bySource = new Map<string, RequiredPlugin[]>();
  for (const plugin of plugins) {
    if (sourceKind(plugin.source) === "local") continue;
    const key = plugin.source.toLowerCase();
    bySource.set(key, [...(bySource.get(key) ?? []), plugin]);
  }
  return [...bySource].map(([key, same]): Demand => {
    const builtin = builtinPlugins.find(({ source }) => source === key);
    const source = same[0]?.source ?? key;
    return {
      source,
      kind: builtin ? "built in" : sourceKind(source) === "npm" ? "npm" : "packer",
      constraints: [...new Set(same.map(({ version }) => version))].join(", "),
      builtinVersion: builtin?.version,
    };
  });
}
