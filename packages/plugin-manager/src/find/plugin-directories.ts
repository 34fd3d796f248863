// Where plugins lie: in Packer's folder (plugin-protocol 1.1), so that what is installed there serves both, and in Ingot's own.

import { existsSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { PluginError } from "../plugin-error.ts";

/** The folder of npm packages in a plugin folder. */
export const npmFolder = "npm";

type Environment = Readonly<Record<string, string | undefined>>;

/** The folders that plugins lie in. */
export interface PluginDirectories {
  /** Absolute paths. Of two equal plugins, the one in the earlier folder is taken. */
  readonly search: readonly string[];
  /** Where plugins are installed; one of `search`. */
  readonly install: string;
  /**
   * Where plugins lie that are npm packages: in Ingot's own folder. Packer walks through its folder file by file, and ought not to meet
   * them there. Undefined where no home folder is known.
   */
  readonly npm: string | undefined;
}

/**
 * The folders of plugins. INGOT_PLUGIN_PATH, where it is set, is the first and the one to install to; otherwise that is Packer's
 * (PACKER_PLUGIN_PATH, else `plugins` in its config folder), and $XDG_DATA_HOME/ingot/plugins is looked through behind it.
 *
 * @param cwd what relative paths are relative to
 * @throws PluginError where a variable has several folders, or nothing says where the home folder is
 */
export function pluginDirectories(
  env: Environment,
  cwd: string,
  platform: string = process.platform,
): PluginDirectories {
  const { install, ...places } = pluginPlaces(env, cwd, platform);
  if (install === undefined)
    throw new PluginError(
      "No place for plugins",
      "Neither HOME nor PACKER_CONFIG_DIR is set, so that nothing says where plugins lie. Set HOME, or INGOT_PLUGIN_PATH to a folder.",
    );
  return { ...places, install };
}

/** The same for who only looks for plugins: where no home folder is known, there may be none. Throws a PluginError as above. */
export function pluginPlaces(
  env: Environment,
  cwd: string,
  platform: string = process.platform,
): Omit<PluginDirectories, "install"> & { readonly install: string | undefined } {
  const own = onePath(env, "INGOT_PLUGIN_PATH");
  const packers = onePath(env, "PACKER_PLUGIN_PATH") ?? inFolder(packerConfigDir(env, platform), "plugins");
  const mine = own ?? dataFolder(env);
  const search = own === undefined ? [packers, mine] : [own, packers];
  const install = own ?? packers;
  return {
    search: [...new Set(search.flatMap((folder) => (folder === undefined ? [] : [resolve(cwd, folder)])))],
    install: install === undefined ? undefined : resolve(cwd, install),
    npm: mine === undefined ? undefined : resolve(cwd, mine, npmFolder),
  };
}

/**
 * Packer's config folder, by the first rule of plugin-protocol 1.1 that fits. Undefined where no home folder is known.
 */
export function packerConfigDir(env: Environment, platform: string = process.platform): string | undefined {
  if (platform === "win32") {
    const base = env.PACKER_CONFIG_DIR || env.APPDATA || env.HOME || env.USERPROFILE;
    return inFolder(base, "packer.d");
  }
  if (env.PACKER_CONFIG_DIR) return join(env.PACKER_CONFIG_DIR, ".packer.d");
  if (!env.HOME) return undefined;
  const old = join(env.HOME, ".packer.d");
  if (existsSync(old)) return old;
  return env.XDG_CONFIG_HOME ? join(env.XDG_CONFIG_HOME, "packer") : join(env.HOME, ".config", "packer");
}

/**
 * Packer's folder of plugins in the layout of XDG, where `~/.packer.d` hides it: whoever makes that folder has plugins vanish, and is to be told.
 * Undefined where none is hidden.
 */
export function hiddenFolder(env: Environment, platform: string = process.platform): string | undefined {
  const { HOME: home, XDG_CONFIG_HOME: config, PACKER_CONFIG_DIR, PACKER_PLUGIN_PATH } = env;
  if (platform === "win32" || !home || PACKER_CONFIG_DIR || PACKER_PLUGIN_PATH) return undefined;
  if (!existsSync(join(home, ".packer.d"))) return undefined;
  return join(config || join(home, ".config"), "packer", "plugins");
}

function dataFolder({ XDG_DATA_HOME: data, HOME: home }: Environment): string | undefined {
  // A relative path in such a variable is to be ignored (XDG Base Directory Specification).
  if (data && isAbsolute(data)) return join(data, "ingot", "plugins");
  return home ? join(home, ".local", "share", "ingot", "plugins") : undefined;
}

function onePath(env: Environment, variable: string): string | undefined {
  const value = env[variable];
  if (!value) return undefined;
  if (!value.includes(delimiter)) return value;
  throw new PluginError(
    `Several folders in ${variable}`,
    `${variable} is "${value}", which names several folders; plugins lie in one. Set it to a single path.`,
  );
}

function inFolder(folder: string | undefined, name: string): string | undefined {
  return folder ? join(folder, name) : undefined;
}
