import { findStateDir } from "@ingot/engine";
import {
  currentPlatform,
  type GoPlatform,
  type Inspector,
  type Inventory,
  listInstalled,
  openInspector,
  type PluginDirectories,
  pluginDirectories,
} from "@ingot/plugin-manager";
import type { Host } from "../host.ts";

/** The plugin folders as a command of plugins sees them. */
export interface PluginFolder {
  readonly directories: PluginDirectories;
  readonly inventory: Inventory;
  readonly inspector: Inspector;
  readonly platform: GoPlatform;
}

/** Opens the plugin folders. Throws PluginError where nobody can say where they are. */
export async function openPluginFolder({ env, cwd }: Pick<Host, "env" | "cwd">): Promise<PluginFolder> {
  const directories = pluginDirectories(env, cwd);
  const platform = currentPlatform();
  return {
    directories,
    platform,
    inventory: await listInstalled(directories.search, platform),
    inspector: openInspector({ stateDir: findStateDir(env) }),
  };
}
