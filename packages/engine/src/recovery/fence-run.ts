// Ends the processes of a dead run before anything is looked for: with only the tool killed, its mount, losetup or qemu-img go on and make
// things that were not there a moment ago. And those of an interrupted one that have got away from their parents: a shell starts what it
// puts into the background deaf to Ctrl-C, and is gone itself.

import { setTimeout as sleep } from "node:timers/promises";
import { processStat } from "@ingot/sdk";
import { lookForProcesses, type Strangers } from "./look-for-processes.ts";

/** How long they may take to end by themselves after SIGTERM, in milliseconds. */
const graceMs = 3000;
/** How long the kernel may take to end what was killed: a process that waits for a disk, say. */
const killedMs = 10_000;
/** How long to look for a certain answer where others' processes come and go too fast for one. */
const certaintyMs = 3000;
const pollMs = 10;

/**
 * Ends every process that was started by the run, with what it started itself; never this process or one above it. It looks until one look is
 * certain that there is none.
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
  const strangers: Strangers = new Map();
  const look = () => lookForProcesses(run, spared, strangers);
  for (let quietSince = performance.now(); ; ) {
    signal.throwIfAborted();
    const { found, isCertain } = look();
    if (found.size > 0) {
      for (const pid of await endAll(found, look, signal)) ended.add(pid);
      quietSince = performance.now();
    } else if (isCertain || performance.now() - quietSince > certaintyMs) break;
    else await sleep(pollMs);
  }
  return [...ended].sort((a, b) => a - b);
}

type Processes = ReadonlyMap<number, string>;

/** Asks them to end, and kills what does not. */
async function endAll(
  found: Processes,
  look: () => { readonly found: Processes; readonly isCertain: boolean },
  signal: AbortSignal,
): Promise<Iterable<number>> {
  for (const pid of found.keys()) send(pid, "SIGTERM");
  if (await waitForEnd(found, graceMs, signal)) return found.keys();
  const stopped = await stopAll(found, look, signal);
  for (const pid of await stillAlive(stopped)) send(pid, "SIGKILL");
  if (await waitForEnd(stopped, killedMs, signal)) return stopped.keys();
  const pids = (await stillAlive(stopped)).join(", ");
  throw new Error(`The run's processes ${pids} cannot be ended. End them, then run "ingot cleanup" again.`);
}

/** Stops them all before any is killed: of two that start each other anew, one would always be left. */
async function stopAll(
  found: Processes,
  look: () => { readonly found: Processes; readonly isCertain: boolean },
  signal: AbortSignal,
): Promise<Processes> {
  const stopped = new Map<number, string>();
  const giveUp = performance.now() + certaintyMs;
  for (let added: Processes = found; ; ) {
    for (const [pid, start] of added) {
      send(pid, "SIGSTOP");
      stopped.set(pid, start);
    }
    const next = look();
    added = new Map([...next.found].filter(([pid, start]) => stopped.get(pid) !== start));
    if (added.size === 0 && (next.isCertain || performance.now() > giveUp)) return stopped;
    if (added.size === 0) await sleep(pollMs, undefined, { signal });
  }
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
