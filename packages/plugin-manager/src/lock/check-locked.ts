import type { PluginNote } from "@ingot/engine";
import { compareVersions, parseSemver } from "@ingot/sdk";
import { lockedPlugin, type PluginLock } from "./lock.ts";

/** An installed plugin, as it is about to be used. */
export interface UsedPlugin {
  readonly source: string;
  /** "1.3.2" */
  readonly version: string;
  /** Absolute path of the program. */
  readonly path: string;
  /** SHA-256 of the program, in lower-case hexadecimal. */
  readonly sha256: string;
  /** "linux_amd64" */
  readonly platform: string;
  /** Whether the template requires it: then it ought to be in a lock file that is there. */
  readonly isRequired?: boolean;
}

/** What is to be said about an installed plugin by the lock file; an error means that it must not be run. */
export function checkLocked(lock: PluginLock | undefined, plugin: UsedPlugin): PluginNote | undefined {
  if (!lock) return undefined;
  const { source, version, path, sha256, platform } = plugin;
  const locked = lockedPlugin(lock, source);
  if (!locked) {
    if (!plugin.isRequired) return undefined;
    return {
      severity: "warning",
      summary: `Plugin ${source} is not in the lock file`,
      detail: `${lock.shownPath} says nothing of it, so that another machine may use another version. Run "ingot init", which adds it.`,
    };
  }
  const [wanted, found] = [parseSemver(locked.version), parseSemver(version)];
  if (!wanted || !found || compareVersions(wanted, found) !== 0)
    return {
      severity: "error",
      summary: `Plugin ${source} is not at its locked version`,
      detail: `${lock.shownPath} locks version ${locked.version}, and ${path} is version ${version}. Run "ingot init" to install the locked version, or "ingot init -upgrade" to lock another.`,
    };
  const expected = locked.binaries.get(platform);
  if (expected === undefined)
    return {
      severity: "warning",
      summary: `Plugin ${source} is not locked for this platform`,
      detail: `${lock.shownPath} has no checksum of its program for ${platform}, so that nothing tells whether it is the right one. Run "ingot init", which verifies it and adds the checksum.`,
    };
  if (expected === sha256) return undefined;
  return {
    severity: "error",
    summary: `Plugin ${source} is not the program that was locked`,
    detail: `${path} has the SHA-256 checksum ${sha256}, and ${lock.shownPath} locks ${expected}. Run "ingot init -force" to install the locked one again. If you have built it anew, take its block out of ${lock.shownPath} and run "ingot init"; if nobody has, find out what changed.`,
  };
}
