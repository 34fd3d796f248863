// Programs that are meant to live on beside us (an emulator, a daemon) are resources: found by a mark in the environment that they are
// started with, and told from others of the same id by their start time.

import { readdir, readFile } from "node:fs/promises";
import { resourceKind } from "../../component/plugin.ts";
import { killTree, processStat } from "../../process/kill-tree.ts";

/** The variable that carries a process's mark. */
const markName = "INGOT_PROCESS";

/** Environment that a program must be started with, to be found by its token. */
export function processMark(token: string): Readonly<Record<string, string>> {
  return { [markName]: token };
}

/** The id of a process as a resource: `pid:start ticks`. Throws when it is not there any more. */
export async function processId(pid: number): Promise<string> {
  const stat = await processStat(pid);
  if (!stat) throw new Error(`Process ${pid} ended at once`);
  return `${pid}:${stat.startTicks}`;
}

/** Process id out of a process resource's id; undefined when that process is gone, even if another has its number now. */
export async function livingProcess(id: string): Promise<number | undefined> {
  const [pid, start] = id.split(":");
  const stat = await processStat(Number(pid));
  return stat && stat.startTicks === start && !"ZX".includes(stat.state) ? Number(pid) : undefined;
}

/** A program that lives beside us. `mark` is the token that its environment carries (`processMark`). */
export const markedProcess = resourceKind<{ readonly mark: string; readonly name: string }>({
  kind: "sdk.process",
  reach: "boot",
  describe: (spec, id) => `process ${spec.name}${id === undefined ? "" : ` (pid ${id.split(":")[0]})`}`,
  find: async ({ mark }) => {
    const ids = await Promise.all(
      (await processesWith(markName, mark)).map((pid) => processId(pid).catch(() => undefined)),
    );
    return ids.filter((id) => id !== undefined);
  },
  // A child between fork and exec still shows its parent's environment.
  settleMs: 200,
  destroy: async (_, id) => {
    const pid = await livingProcess(id);
    if (pid !== undefined) await killTree(pid);
  },
});

/** Processes that were started with this variable in their environment, with any value unless one is given, as far as we may see it. */
export async function processesWith(name: string, value?: string): Promise<readonly number[]> {
  const wanted = Buffer.from(value === undefined ? `\0${name}=` : `\0${name}=${value}\0`);
  const found: number[] = [];
  for (const entry of await readdir("/proc").catch(() => [])) {
    if (!/^\d+$/.test(entry)) continue;
    const environment = await readFile(`/proc/${entry}/environ`).catch(() => undefined);
    if (environment && Buffer.concat([Buffer.from("\0"), environment, Buffer.from("\0")]).includes(wanted)) {
      found.push(Number(entry));
    }
  }
  return found;
}

/** This process and all above it: a clean-up must never end those. */
export async function ourselvesAndAbove(): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  for (let pid: number | undefined = process.pid; pid && !found.has(pid); ) {
    found.add(pid);
    pid = (await processStat(pid))?.parent;
  }
  return found;
}
