import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type JsPackage, listNpmPlugins, loadJsPlugin, pluginDirectories, readJsPackage } from "@ingot/plugin-manager";
import { compareVersions, type Plugin, parseVersion } from "@ingot/sdk";
import type { Surroundings } from "../host.ts";
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
 * Finds a plugin: one that comes with Ingot by its name, an npm package that Ingot has installed by its own, any other by its folder or file.
 * What lies at a path goes before a package.
 *
 * @param ingot the version of Ingot, which its own plugins have
 * @throws PluginError
 */
export async function openPlugin(
  name: string,
  { env, cwd }: Pick<Surroundings, "env" | "cwd">,
  ingot: string,
): Promise<OpenPlugin> {
  const builtIn = builtinPlugins.find((entry) => entry.name === name);
  if (builtIn) return { version: builtIn.version ?? ingot, place: undefined, load: builtIn.load };
  const path = resolve(cwd, name);
  const place = await readJsPackage(existsSync(path) ? path : ((await findPackage(name, env, cwd)) ?? path));
  return { version: place.version, place, load: () => loadJsPlugin(place) };
}

/** The folder of the newest version of a package that is installed. */
async function findPackage(name: string, env: Surroundings["env"], cwd: string): Promise<string | undefined> {
  const installed = await listNpmPlugins(pluginDirectories(env, cwd).npm);
  const versions = installed.flatMap((one) => {
    const version = one.package === name ? parseVersion(one.version) : undefined;
    return version ? [{ version, folder: one.folder }] : [];
  });
  return versions.sort((a, b) => compareVersions(b.version, a.version))[0]?.folder;
}
