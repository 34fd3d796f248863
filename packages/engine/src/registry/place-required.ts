import { parseConstraints, parseVersion, satisfies } from "@ingot/sdk";
import type { RequiredPlugin } from "../hcl2/required-plugin.ts";
import type { ComponentKind, PluginEntry } from "./registry.ts";

/** Where what a template requires comes from. */
export interface PlacedPlugins {
  /** The built-in plugins, under the names that the template gives them; those are left out in whose place another one is asked for. */
  readonly plugins: readonly PluginEntry[];
  /** What no built-in plugin satisfies. */
  readonly elsewhere: readonly RequiredPlugin[];
}

/**
 * Holds what a template requires against the built-in plugins. One of the right source satisfies a requirement when its level is inside the
 * constraint; otherwise all its components are to come from an installed plugin (docs/decisions/0005). The components of the core have
 * no source, and nothing takes their names (plugin-protocol 1.5).
 */
export function placeRequired(builtIn: readonly PluginEntry[], required: readonly RequiredPlugin[]): PlacedPlugins {
  const elsewhere = required.filter((one) => !builtIn.some((entry) => isSatisfiedBy(one, entry)));
  const taken = new Set(elsewhere.map(({ name }) => name));
  const renamed = required.flatMap((one) =>
    builtIn.flatMap((entry) =>
      one.name !== entry.name && isSatisfiedBy(one, entry) ? [underName(entry, one.name)] : [],
    ),
  );
  const kept = builtIn.filter(({ name, source }) => source === undefined || !taken.has(name));
  return { plugins: [...kept, ...renamed], elsewhere };
}

/** Whether a built-in plugin is what a template requires: of that source, and of a level inside the constraint. */
export function isSatisfiedBy(
  { source, version }: Pick<RequiredPlugin, "source" | "version">,
  entry: Pick<PluginEntry, "source" | "version">,
): boolean {
  if (entry.source === undefined || entry.source !== source.toLowerCase()) return false;
  const level = entry.version === undefined ? undefined : parseVersion(entry.version);
  const constraints = parseConstraints(version);
  return level === undefined || constraints === undefined || satisfies(level, constraints);
}

/** A plugin as templates see it that call it by another name: `docker-tag` is `dk-tag`. */
function underName(entry: PluginEntry, name: string): PluginEntry {
  const offered = (type: string) => (type === entry.name ? name : `${name}${type.slice(entry.name.length)}`);
  const own = (type: string) => (type === name ? entry.name : `${entry.name}${type.slice(name.length)}`);
  const rename = (kind: ComponentKind) => entry.offers[kind].map(offered);
  return {
    ...entry,
    offers: {
      builder: rename("builder"),
      provisioner: rename("provisioner"),
      "post-processor": rename("post-processor"),
      "data source": rename("data source"),
    },
    component: (kind, type) => entry.component(kind, own(type)),
  };
}
