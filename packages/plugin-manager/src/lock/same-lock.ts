import type { LockedPlugin } from "./lock.ts";
import { formatLock } from "./write-lock.ts";

/** Whether two sets of plugins are the same in a lock file. */
export function isSameLock(a: readonly LockedPlugin[], b: readonly LockedPlugin[]): boolean {
  return formatLock(a) === formatLock(b);
}
