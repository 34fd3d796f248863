import type { Holder } from "@ingot/sdk";
import type { Entry } from "../journal/read-journal.ts";
import { findRunFolders, judgeRun } from "./find-runs.ts";
import { findSupervisors } from "./find-supervisors.ts";

/** The run, other than `self`, in whose journal an entry stands that is meant. A state folder that cannot be read holds nothing. */
export async function findHolder(
  stateDir: string,
  self: string,
  isMeant: (entry: Entry) => boolean,
): Promise<Holder | undefined> {
  for (const folder of await findRunFolders(stateDir).catch(() => [])) {
    const judged = folder.run === self ? undefined : await judgeRun(folder);
    const entry = judged?.state.entries.find(isMeant);
    if (!judged || !entry) continue;
    const { standing, pid } = judged;
    const supervisor = standing === "dead" ? (await findSupervisors()).get(folder.run) : undefined;
    return {
      run: folder.run,
      pid: supervisor ?? pid,
      standing: supervisor !== undefined ? "busy" : standing === "newer" ? "unknown" : standing,
      state: stateOf(entry),
    };
  }
  return undefined;
}

/** How far something has come. */
export function stateOf(entry: Entry): Holder["state"] {
  if (entry.isKept) return "kept";
  return entry.isFinished ? "finished" : "unfinished";
}
