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

/** A plugin as the registry knows it: what it offers is known before any of it is loaded or started. */
export interface PluginEntry {
  readonly name: string;
  /** "github.com/hashicorp/docker", where `required_plugins` may ask for it; undefined for the components of the core. */
  readonly source: string | undefined;
  /** The level of the named plugin that this one reaches. */
  readonly version: string | undefined;
  /** The names that templates use. */
  readonly offers: Readonly<Record<ComponentKind, readonly string[]>>;
  readonly component: <K extends ComponentKind>(kind: K, type: string) => Promise<ComponentByKind[K] | undefined>;
  readonly resourceKinds: () => Promise<readonly AnyResourceKind[]>;
}

/** A plugin whose code is loaded into this process. */
export interface LoadablePlugin extends Pick<PluginEntry, "name" | "source" | "version" | "offers"> {
  readonly load: () => Promise<Plugin>;
}

export interface ComponentByKind {
  readonly builder: BuilderComponent;
  readonly provisioner: ProvisionerComponent;
  readonly "post-processor": PostProcessorComponent;
  readonly "data source": DataSourceComponent;
}

/** Something to say about a component's plugin, at the place where a template names the component. */
export interface PluginNote {
  readonly severity: "error" | "warning";
  readonly summary: string;
  /** Sentences that end with what to do. */
  readonly detail: string;
}

/** Finds plugins that do not come with Ingot. It looks for nothing until a template names a component that no built-in plugin has. */
export interface PluginFinder {
  /**
   * The plugin that has a component, and what is to be said about it; without an entry, errors among the notes say why it cannot be used.
   * Neither, where nothing is known of such a component.
   */
  readonly find: (
    kind: ComponentKind,
    type: string,
  ) => Promise<{ readonly entry?: PluginEntry; readonly notes: readonly PluginNote[] }>;
  /** Names that are known without starting anything, for suggestions. */
  readonly names: (kind: ComponentKind) => readonly string[];
  /** A kind of resource that a plugin of an earlier run has owned things of. */
  readonly resourceKind?: (kind: string) => Promise<AnyResourceKind | undefined>;
}

/** Finds components by the names that templates use. A plugin is loaded when the first of its components is needed. */
export interface Registry {
  readonly plugins: readonly PluginEntry[];
  readonly names: (kind: ComponentKind) => readonly string[];
  /** Of plugins that do not come with Ingot, this is known once `component` was asked, or the finder knows the name. */
  readonly has: (kind: ComponentKind, type: string) => boolean;
  /** Throws when the plugin does not offer what its entry says: that is a bug, or a program that cannot be used. */
  readonly component: <K extends ComponentKind>(kind: K, type: string) => Promise<ComponentByKind[K] | undefined>;
  /** What is to be said about the plugin of a component, once `component` was asked for it. */
  readonly notes: (kind: ComponentKind, type: string) => readonly PluginNote[];
  /** A resource kind by its name, from the plugin that the name begins with. */
  readonly resourceKind: (kind: string) => Promise<AnyResourceKind | undefined>;
}

/** An entry whose plugin is loaded when the first of its components is needed, and once. */
export function entryOf({ load, ...facts }: LoadablePlugin): PluginEntry {
  let loaded: Promise<Plugin> | undefined;
  const once = () => {
    loaded ??= load();
    return loaded;
  };
  return {
    ...facts,
    component: async (kind, type) => pick(await once(), kind)[type],
    resourceKinds: async () => (await once()).resourceKinds,
  };
}

/** A registry over plugins; the first that offers a name has it, and only names that none offers are looked for elsewhere. */
export function createRegistry(plugins: readonly PluginEntry[], finder?: PluginFinder): Registry {
  const found = new Map<string, ReturnType<PluginFinder["find"]>>();
  const notes = new Map<string, readonly PluginNote[]>();
  const there = new Set<string>();
  const builtIn = (kind: ComponentKind, type: string) => plugins.find((entry) => entry.offers[kind].includes(type));
  const elsewhere = async (kind: ComponentKind, type: string) => {
    if (!finder) return undefined;
    const key = `${kind} ${type}`;
    const finding = found.get(key) ?? finder.find(kind, type);
    found.set(key, finding);
    const { entry, notes: said } = await finding;
    notes.set(key, said);
    if (entry) there.add(key);
    return entry;
  };
  return {
    plugins,
    names: (kind) =>
      [...new Set([...plugins.flatMap((entry) => entry.offers[kind]), ...(finder?.names(kind) ?? [])])].sort(),
    has: (kind, type) =>
      builtIn(kind, type) !== undefined ||
      there.has(`${kind} ${type}`) ||
      (finder?.names(kind).includes(type) ?? false),
    component: async (kind, type) => {
      const entry = builtIn(kind, type) ?? (await elsewhere(kind, type));
      if (!entry) return undefined;
      const component = await entry.component(kind, type);
      if (!component)
        throw new Error(`The plugin "${entry.name}" does not have the ${kind} "${type}" that its entry names`);
      return component;
    },
    notes: (kind, type) => notes.get(`${kind} ${type}`) ?? [],
    resourceKind: async (kind) => {
      if (kind.startsWith("sdk.")) return sdkKinds.find((candidate) => candidate.kind === kind);
      const entry = plugins.find((candidate) => kind.startsWith(`${candidate.name}.`));
      if (!entry) return finder?.resourceKind?.(kind);
      return (await entry.resourceKinds()).find((candidate) => candidate.kind === kind);
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
