import { basename } from "node:path";
import type { PluginEntry, PluginNote } from "@ingot/engine";
import type { GoPlugins } from "@ingot/go-plugin";
import { formatVersion } from "@ingot/sdk";
import { checkDescription } from "../describe/check-description.ts";
import { entryOfGoPlugin } from "../entry/go-entry.ts";
import type { GoPlatform } from "../find/go-platform.ts";
import type { VersionedPlugin } from "../find/list-installed.ts";
import type { InstalledPlugin, PluginDescription } from "../installed-plugin.ts";
import { unverified } from "../legacy/legacy-notes.ts";
import { checkLocked } from "../lock/check-locked.ts";
import type { PluginLock } from "../lock/lock.ts";
import { PluginError } from "../plugin-error.ts";
import type { Inspector } from "../verify/inspector.ts";

/** A plugin that may be used, under the name by which the template knows it. */
export interface Opened {
  readonly plugin: InstalledPlugin;
  readonly description: PluginDescription;
  readonly entry: PluginEntry;
  /** Warnings. */
  readonly notes: readonly PluginNote[];
}

interface OpenOptions {
  readonly inspector: Inspector;
  readonly platform: GoPlatform;
  readonly lock: PluginLock | undefined;
  /** Whether the template requires it. */
  readonly isRequired: boolean;
  readonly goPlugins: Pick<GoPlugins, "component">;
}

/**
 * Verifies a plugin, holds it against the lock file, and asks it what it has, in this order: nothing runs that may not. One from before
 * there were checksums has nothing to be verified by, which is said.
 *
 * @throws PluginError where it must not be used, or is not what its name says
 */
export async function openPlugin(plugin: InstalledPlugin, accessor: string, options: OpenOptions): Promise<Opened> {
  const { inspector, platform, lock, isRequired, goPlugins } = options;
  const isVerified = isVersioned(plugin) && plugin.hasSum;
  const sha256 = isVerified ? await inspector.verify(plugin.path) : await inspector.sha256(plugin.path);
  const notes = isVerified ? [] : [unverified(plugin)];
  if (isVersioned(plugin)) {
    const note = checkLocked(lock, {
      source: plugin.source,
      version: formatVersion(plugin.version),
      path: plugin.path,
      sha256,
      platform: `${platform.os}_${platform.arch}`,
      isRequired,
    });
    if (note?.severity === "error") throw new PluginError(note.summary, note.detail);
    if (note) notes.push(note);
  }
  const description = await inspector.describe(plugin.path, sha256);
  if (isVersioned(plugin)) checkDescription(plugin, description);
  else checkApi(plugin, description);
  return { plugin, description, entry: entryOfGoPlugin(plugin, accessor, description, goPlugins), notes };
}

function isVersioned(plugin: InstalledPlugin): plugin is VersionedPlugin {
  return plugin.version !== undefined;
}

/** The oldest SDKs do not say which API they speak; they speak this one. */
function checkApi({ path }: InstalledPlugin, { apiVersion = "x5.0" }: PluginDescription): void {
  if (apiVersion === "x5.0") return;
  throw new PluginError(
    `${basename(path)} speaks another API`,
    `${path} speaks ${apiVersion}, and Ingot x5.0. Use a version of it that speaks x5.0.`,
  );
}
