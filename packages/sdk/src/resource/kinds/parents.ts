// Folders that are made on the way to an output: they go with it, as long as nobody has put anything else into them.

import { existsSync } from "node:fs";
import { rmdir } from "node:fs/promises";
import { basename, dirname } from "node:path";

/** The folders above an absolute path that are not there yet, outermost first. */
export function missingParents(path: string): readonly string[] {
  const missing: string[] = [];
  for (let parent = dirname(path); basename(parent) !== "" && !existsSync(parent); parent = dirname(parent)) {
    missing.unshift(parent);
  }
  return missing;
}

/** Removes folders, given outermost first, from the inside out up to the first that is not empty. Gone already is success. */
export async function removeEmptyParents(parents: readonly string[]): Promise<void> {
  for (const parent of [...parents].reverse()) {
    const isGone = await rmdir(parent).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code === "ENOENT",
    );
    if (!isGone) return;
  }
}
