import { createRegistry, type PluginNote, placeRequired, type Registry } from "@ingot/engine";
import { builtinPlugins } from "./builtin-plugins.ts";
import type { InstalledPlugins, RegistryOptions } from "./installed-plugins.ts";
import { loggedPlugins } from "./log-reading.ts";

/** The components that a command may use, and the end of everything that was started for them. */
export interface OpenRegistry {
  readonly registry: Registry;
  /** Asks every installed plugin what it has, so that the registry knows all names. Resolves with why some cannot be used. */
  readonly openAll: () => Promise<readonly PluginNote[]>;
  /** Ends what is left of the processes that were started, once the command is done. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the registry of a command: the plugins that come with Ingot, and behind them those that are installed. Of these nothing is
 * loaded or looked for before a template names a component that no built-in plugin has.
 */
export function openRegistry(options: RegistryOptions): OpenRegistry {
  const { plugins, elsewhere } = placeRequired(loggedPlugins(options.host), options.required);
  const builtInLevel = (source: string) => builtinPlugins.find((plugin) => plugin.source === source)?.version;
  let opening: Promise<InstalledPlugins> | undefined;
  let installed: InstalledPlugins | undefined;
  const open = () => {
    opening ??= import("./open-installed.ts").then(({ openInstalled }) => {
      installed = openInstalled({ ...options, required: elsewhere, builtInLevel });
      return installed;
    });
    return opening;
  };
  const registry = createRegistry(plugins, {
    find: async (kind, type) => (await open()).finder.find(kind, type),
    names: (kind) => installed?.finder.names(kind) ?? [],
    resourceKind: async (kind) => (await open()).finder.resourceKind?.(kind),
  });
  return {
    registry,
    openAll: async () => (await open()).finder.openAll(),
    close: async () => (await opening)?.close(),
  };
}
