import { type Constraint, coreVersion, satisfies } from "@ingot/sdk";
import { checkDescription } from "../describe/check-description.ts";
import type { Inventory, VersionedPlugin } from "../find/list-installed.ts";
import { PluginError } from "../plugin-error.ts";
import type { Inspector } from "../verify/inspector.ts";

/**
 * Whether a plugin is installed as it should be: its checksum matches, and it is what its name says. Gives its SHA-256.
 * @param locked the SHA-256 that the lock file has of it; a program that has another is not run
 */
export async function checkInstalled(
  plugin: VersionedPlugin,
  inspector: Inspector,
  locked?: string | undefined,
): Promise<string> {
  const sha256 = await inspector.verify(plugin.path);
  if (locked !== undefined && locked !== sha256) throw new NotLockedError(plugin.path);
  checkDescription(plugin, await inspector.describe(plugin.path, sha256));
  return sha256;
}

/** A program that is as its own checksum says, and not as the lock file does. */
export class NotLockedError extends PluginError {
  readonly path: string;
  constructor(path: string) {
    super("Not the locked program", `${path} is not the program that the lock file has. Run "ingot init".`);
    this.path = path;
  }
}

export interface FindOptions {
  readonly fits: (plugin: VersionedPlugin) => boolean;
  /** The SHA-256 that a plugin must have by the lock file. */
  readonly locked: (plugin: VersionedPlugin) => string | undefined;
  /** Is told of those that are passed over, and why. */
  readonly pass: (error: PluginError) => void;
}

/** The best installed plugin that is right, among those that fit. */
export async function findInstalled(
  { plugins }: Inventory,
  inspector: Inspector,
  { fits, locked, pass }: FindOptions,
): Promise<{ readonly plugin: VersionedPlugin; readonly sha256: string } | undefined> {
  for (const plugin of plugins) {
    if (!fits(plugin)) continue;
    try {
      return { plugin, sha256: await checkInstalled(plugin, inspector, locked(plugin)) };
    } catch (error) {
      if (!(error instanceof PluginError)) throw error;
      pass(error);
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
