import { type PluginNote, sourceKind } from "@ingot/engine";
import { hashPackage } from "../npm/hash-package.ts";
import { readJsPackage } from "../npm/js-package.ts";
import { PluginError } from "../plugin-error.ts";
import { checkLockedPackage } from "./check-locked-package.ts";
import { lockedPlugin, type PluginLock } from "./lock.ts";
import { readLock } from "./read-lock.ts";

/** Why an npm package is not as the lock file has it; nothing where it is, or is not locked. */
export async function checkLockOf(
  lock: PluginLock | undefined,
  source: string,
  folder: string,
): Promise<PluginNote | undefined> {
  const locked = sourceKind(source) === "npm" ? lockedPlugin(lock, source) : undefined;
  if (!locked) return undefined;
  const [{ version = "" }, contents] = await Promise.all([readJsPackage(folder), hashPackage(folder)]);
  return checkLockedPackage(lock, { source, version, contents });
}

/** The lock file beside a template. Throws a PluginError where it cannot be read. */
export async function readLockOf(templateDir: string): Promise<PluginLock | undefined> {
  const { lock, diagnostics } = await readLock(templateDir);
  const wrong = diagnostics.find(({ severity }) => severity === "error");
  if (!wrong) return lock;
  const { subject, summary, detail } = wrong;
  const place = subject ? `${subject.filename}, line ${subject.start.line}: ` : "";
  if (summary.includes("lock file")) throw new PluginError(summary, `${place}${detail}`);
  // It is shown at a place of the template, of which a summary such as "Unexpected closing brace" would seem to speak.
  throw new PluginError("Invalid lock file", `${place}${summary}. ${detail}`);
}
