import type { PluginNote } from "@ingot/engine";
import { lockedPlugin, type PluginLock } from "./lock.ts";

/** An installed npm package, as it is about to be used. */
export interface UsedPackage {
  /** "npm/ingot-plugin-tfvars" */
  readonly source: string;
  readonly version: string;
  /** As `hashPackage` gives it. */
  readonly contents: string;
}

/** What is to be said about an installed npm package by the lock file; an error means that it must not be loaded. */
export function checkLockedPackage(lock: PluginLock | undefined, used: UsedPackage): PluginNote | undefined {
  if (!lock) return undefined;
  const locked = lockedPlugin(lock, used.source);
  if (!locked)
    return {
      severity: "warning",
      summary: `Plugin ${used.source} is not in the lock file`,
      detail: `${lock.shownPath} says nothing of it, so that another machine may use another version. Run "ingot init", which adds it.`,
    };
  if (locked.version !== used.version)
    return {
      severity: "error",
      summary: `Plugin ${used.source} is not at its locked version`,
      detail: `${lock.shownPath} locks version ${locked.version}, and version ${used.version} is installed. Run "ingot init" to install the locked version, or "ingot init -upgrade" to lock another.`,
    };
  if (locked.contents === undefined || `sha256:${locked.contents}` === used.contents) return undefined;
  return {
    severity: "error",
    summary: `Plugin ${used.source} is not the package that was locked`,
    detail: `The installed files have the checksum ${used.contents}, and ${lock.shownPath} locks sha256:${locked.contents}. They were changed after they were installed: remove the package's folder and run "ingot init".`,
  };
}
