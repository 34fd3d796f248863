import { opendir } from "node:fs/promises";
import { join } from "node:path";
import type { GoPlatform } from "../find/go-platform.ts";
import { type Inventory, readLegacyName, type SingleComponent } from "../find/list-installed.ts";
import type { InstalledPlugin } from "../installed-plugin.ts";
import { packerConfigFile, readConfigFile } from "./read-config-file.ts";

/** Programs from before Packer 1.7, which no version or checksum tells anything of. */
export interface LegacyPrograms {
  /** `packer-plugin-NAME`, which says by `describe` what it has. */
  readonly unversioned: readonly InstalledPlugin[];
  /** One component each; the first of a name is taken. */
  readonly single: readonly SingleComponent[];
  /** The same, named in Packer's config file: somebody wrote them down, so they come first. */
  readonly configured: readonly SingleComponent[];
}

export interface LegacyPlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly platform: GoPlatform;
  /** The folder that the `ingot` command really lies in, behind links. */
  readonly commandFolder: string | undefined;
}

/**
 * What there is in the plugin folders, beside the `ingot` command, and in Packer's config file.
 * Packer 1.6 looked also in the folder in which it was run (plugin-protocol 13.1); whoever can put a file there would choose what is run.
 *
 * @throws PluginError where the config file is not right
 */
export async function listLegacy(inventory: Inventory, places: LegacyPlaces): Promise<LegacyPrograms> {
  const configFile = packerConfigFile(places.env, places.cwd);
  const configured = configFile === undefined ? [] : await readConfigFile(configFile, places.env);
  const beside = await listBeside(places.commandFolder, places.platform);
  return {
    unversioned: [...inventory.unversioned, ...beside.unversioned],
    single: [...inventory.single, ...beside.single],
    configured,
  };
}

async function listBeside(
  folder: string | undefined,
  platform: GoPlatform,
): Promise<Omit<LegacyPrograms, "configured">> {
  const unversioned: InstalledPlugin[] = [];
  const single: SingleComponent[] = [];
  try {
    for await (const entry of await opendir(folder ?? "")) {
      if (!entry.isFile() && !entry.isSymbolicLink()) continue;
      const legacy = readLegacyName(entry.name, join(folder ?? "", entry.name), platform);
      if (!legacy) continue;
      if ("kind" in legacy) single.push(legacy);
      else unversioned.push(legacy);
    }
  } catch {
    // Nothing is to be found in a folder that is not there or may not be read.
  }
  return { unversioned, single };
}
