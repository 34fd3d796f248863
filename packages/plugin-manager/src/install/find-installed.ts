import { type Constraint, coreVersion, satisfies } from "@ingot/sdk";
import { checkDescription } from "../describe/check-description.ts";
import type { Inventory, VersionedPlugin } from "../find/list-installed.ts";
import { PluginError } from "../plugin-error.ts";
import type { Inspector } from "../verify/inspector.ts";

/** Whether a plugin is installed as it should be: its checksum matches, and it is what its name says. Gives its SHA-256. */
export async function checkInstalled(plugin: VersionedPlugin, inspector: Inspector): Promise<string> {
  const sha256 = await inspector.verify(plugin.path);
  checkDescription(plugin, await inspector.describe(plugin.path, sha256));
  return sha256;
}

/**
 * The best installed plugin that is right, among those that `fits` takes.
 * @param pass is told of those that are passed over, and why
 */
export async function findInstalled(
  { plugins }: Inventory,
  inspector: Inspector,
  fits: (plugin: VersionedPlugin) => boolean,
  pass: (plugin: VersionedPlugin, why: string) => void = () => undefined,
): Promise<{ readonly plugin: VersionedPlugin; readonly sha256: string } | undefined> {
  for (const plugin of plugins) {
    if (!fits(plugin)) continue;
    try {
      return { plugin, sha256: await checkInstalled(plugin, inspector) };
    } catch (error) {
      if (!(error instanceof PluginError)) throw error;
      pass(plugin, error.message);
    }
  }
  return undefined;
}

/** Whether a plugin is of a source, whose letter case does not count. */
export function isOf(plugin: VersionedPlugin, source: string): boolean {
  return plugin.source.toLowerCase() === source.toLowerCase();
}

/** Whether a version meets constraints by its numbers alone, so that 1.2.3-dev meets >= 1.2.3 (plugin-protocol 1.2, rule 11). */
export function meetsByNumbers({ version }: VersionedPlugin, constraints: readonly Constraint[]): boolean {
  return satisfies(coreVersion(version), constraints);
}
