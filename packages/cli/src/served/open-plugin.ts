import { resolve } from "node:path";
import { type JsPackage, loadJsPlugin, readJsPackage } from "@ingot/plugin-manager";
import type { Plugin } from "@ingot/sdk";
import { builtinPlugins } from "../session/builtin-plugins.ts";

/** A plugin that somebody has named on the command line; nothing of it is loaded yet. */
export interface OpenPlugin {
  /** Its version, without "v"; undefined where nothing says it. */
  readonly version: string | undefined;
  /** Where it lies; undefined for one that comes with Ingot. */
  readonly place: JsPackage | undefined;
  /** @throws PluginError */
  readonly load: () => Promise<Plugin>;
}

/**
 * Finds a plugin: one that comes with Ingot by its name, any other by its folder or file.
 *
 * @param ingot the version of Ingot, which its own plugins have
 * @throws PluginError
 */
export async function openPlugin(name: string, cwd: string, ingot: string): Promise<OpenPlugin> {
  const builtIn = builtinPlugins.find((entry) => entry.name === name);
  if (builtIn) return { version: builtIn.version ?? ingot, place: undefined, load: builtIn.load };
  const place = await readJsPackage(resolve(cwd, name));
  return { version: place.version, place, load: () => loadJsPlugin(place) };
}
