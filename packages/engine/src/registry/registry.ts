import {
  type AnyResourceKind,
  type BuilderComponent,
  type DataSourceComponent,
  type Plugin,
  type PostProcessorComponent,
  type ProvisionerComponent,
  sdkKinds,
} from "@ingot/sdk";

export type ComponentKind = "builder" | "provisioner" | "post-processor" | "data source";

/** A plugin that can be loaded: what it offers is known before it is. */
export interface PluginEntry {
  readonly name: string;
  /** "github.com/hashicorp/docker", where `required_plugins` may ask for it; undefined for the components of the core. */
  readonly source: string | undefined;
  /** The level of the named plugin that this one reaches. */
  readonly version: string | undefined;
  readonly offers: Readonly<Record<ComponentKind, readonly string[]>>;
  readonly load: () => Promise<Plugin>;
}

interface ComponentByKind {
  readonly builder: BuilderComponent;
  readonly provisioner: ProvisionerComponent;
  readonly "post-processor": PostProcessorComponent;
  readonly "data source": DataSourceComponent;
}

/** Finds components by the names that templates use. A plugin is loaded when the first of its components is needed. */
export interface Registry {
  readonly plugins: readonly PluginEntry[];
  readonly names: (kind: ComponentKind) => readonly string[];
  readonly has: (kind: ComponentKind, type: string) => boolean;
  /** Throws when the plugin does not offer what its entry says: that is a bug. */
  readonly component: <K extends ComponentKind>(kind: K, type: string) => Promise<ComponentByKind[K] | undefined>;
  /** A resource kind by its name, from the plugin that the name begins with. */
  readonly resourceKind: (kind: string) => Promise<AnyResourceKind | undefined>;
}

/** A registry over plugins; the first that offers a name has it. */
export function createRegistry(plugins: readonly PluginEntry[]): Registry {
  const loaded = new Map<string, Promise<Plugin>>();
  const load = (entry: PluginEntry) => {
    const plugin = loaded.get(entry.name) ?? entry.load();
    loaded.set(entry.name, plugin);
    return plugin;
  };
  const entryOf = (kind: ComponentKind, type: string) => plugins.find((entry) => entry.offers[kind].includes(type));
  return {
    plugins,
    names: (kind) => plugins.flatMap((entry) => entry.offers[kind]).sort(),
    has: (kind, type) => entryOf(kind, type) !== undefined,
    component: async (kind, type) => {
      const entry = entryOf(kind, type);
      if (!entry) return undefined;
      const found = pick(await load(entry), kind)[type];
      if (!found)
        throw new Error(`The plugin "${entry.name}" does not have the ${kind} "${type}" that its entry names`);
      return found;
    },
    resourceKind: async (kind) => {
      if (kind.startsWith("sdk.")) return sdkKinds.find((candidate) => candidate.kind === kind);
      const entry = plugins.find((candidate) => kind.startsWith(`${candidate.name}.`));
      return entry && (await load(entry)).resourceKinds.find((candidate) => candidate.kind === kind);
    },
  };
}

function pick<K extends ComponentKind>(
  plugin: Plugin,
  kind: K,
): Readonly<Record<string, ComponentByKind[K] | undefined>> {
  const sections: { readonly [L in ComponentKind]: Readonly<Record<string, ComponentByKind[L] | undefined>> } = {
    builder: plugin.builders,
    provisioner: plugin.provisioners,
    "post-processor": plugin.postProcessors,
    "data source": plugin.dataSources,
  };
  return sections[kind];
}
