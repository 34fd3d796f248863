// Ends the processes of a dead run before anything is looked for: with only the tool killed, its mount, losetup or qemu-img go on and make
// things that were not there a moment ago. And those of an interrupted one that have got away from their parents: a shell starts what it
// puts into the background deaf to Ctrl-C, and is gone itself.

import { setTimeout as sleep } from "node:timers/promises";
import { descendants, ourselvesAndAbove, processesWith, processStat } from "@ingot/sdk";
import { runMark } from "../journal/run-mark.ts";
import { supervisorMark } from "../journal/supervisor.ts";

/** How long they may take to end by themselves after SIGTERM, in milliseconds. */
const graceMs = 3000;
/** How long the kernel may take to end what was killed: a process that waits for a disk, say. */
const killedMs = 10_000;
const pollMs = 20;

/**
 * Ends every process that was started by the run, with what it started itself; never this process or one above it. A process between fork
 * and exec still shows its parent's environment, or for a moment none, so it looks three times before it believes that there is none.
 * @param spared ids (`pid:start ticks`) of processes that stay, with their descendants: those that are kept on purpose
 * @throws an error that names the processes that cannot be ended
 * @returns the processes that it ended
 */
export async function fenceRun(
  run: string,
  spared: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const ended = new Set<number>();
  for (let quiet = 0; quiet < 3; ) {
    signal.throwIfAborted();
    const alive = await findProcesses(run, spared);
    if (alive.size === 0) {
      quiet++;
      await sleep(pollMs);
      continue;
    }
    quiet = 0;
    for (const pid of alive.keys()) ended.add(pid);
    await endAll(alive, signal);
  }
  return [...ended].sort((a, b) => a - b);
}

type Processes = ReadonlyMap<number, string>;

async function findProcesses(run: string, spared: ReadonlySet<string>): Promise<Processes> {
  const marked = await processesWith(runMark, run);
  if (marked.length === 0) return new Map();
  const untouched = new Set(await ourselvesAndAbove());
  for (const id of spared) {
    const pid = Number(id.split(":")[0]);
    if ((await processStat(pid))?.startTicks !== id.split(":")[1]) continue;
    for (const member of await descendants(pid)) untouched.add(member);
  }
  // A nested run may have its own, which is to clean up after it when it ends here.
  for (const pid of await processesWith(supervisorMark)) untouched.add(pid);
  const found = new Map<number, string>();
  for (const root of marked) {
    for (const pid of await descendants(root)) {
      const stat = await processStat(pid);
      if (stat && !"ZX".includes(stat.state) && !untouched.has(pid)) found.set(pid, stat.startTicks);
    }
  }
  return found;
}

async function endAll(processes: Processes, signal: AbortSignal): Promise<void> {
  for (const pid of processes.keys()) send(pid, "SIGTERM");
  if (await waitForEnd(processes, graceMs, signal)) return;
  for (const pid of await stillAlive(processes)) send(pid, "SIGKILL");
  if (await waitForEnd(processes, killedMs, signal)) return;
  const pids = (await stillAlive(processes)).join(", ");
  throw new Error(`The run's processes ${pids} cannot be ended. End them, then run "ingot cleanup" again.`);
}

async function waitForEnd(processes: Processes, patienceMs: number, signal: AbortSignal): Promise<boolean> {
  const giveUp = performance.now() + patienceMs;
  while ((await stillAlive(processes)).length > 0) {
    if (performance.now() > giveUp) return false;
    await sleep(pollMs, undefined, { signal });
  }
  return true;
}

async function stillAlive(processes: Processes): Promise<readonly number[]> {
  const alive: number[] = [];
  for (const [pid, start] of processes) {
    const stat = await processStat(pid);
    if (stat?.startTicks === start && !"ZX".includes(stat.state)) alive.push(pid);
  }
  return alive;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already; or another user's, and then the waiting tells.
  }
}
