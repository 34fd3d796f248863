import { readFile } from "node:fs/promises";
import { processesWith } from "@ingot/sdk";
import { supervisorMark } from "../journal/supervisor.ts";

/** The runs that a supervisor watches over, or cleans up after, now; each with that process. */
export async function findSupervisors(): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const pid of await processesWith(supervisorMark)) {
    const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
    const mark = environment.split("\0").find((entry) => entry.startsWith(`${supervisorMark}=`));
    if (mark !== undefined) found.set(mark.slice(supervisorMark.length + 1), pid);
  }
  return found;
}
