import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { judgeOwner, readOwnerTag } from "../journal/owner.ts";
import { runsFolder } from "../journal/state-folder.ts";

/**
 * Removes what was on its way in or out of the state folder when its process died: folders that were not yet, or no longer, runs.
 * What cannot be removed now is left for the next time.
 */
export async function sweepFolders(stateDir: string): Promise<void> {
  const runs = runsFolder(stateDir);
  for (const name of await readdir(runs).catch(() => [])) {
    if (!name.startsWith(".old-") && !(await isDeadBeginning(name))) continue;
    await rm(join(runs, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isDeadBeginning(name: string): Promise<boolean> {
  const tag = /^\.new-[a-z0-9]+@(.*)$/.exec(name)?.[1];
  const maker = tag === undefined ? undefined : readOwnerTag(tag);
  return maker !== undefined && (await judgeOwner(maker)).k === "dead";
}
