import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep, setImmediate as yieldOnce } from "node:timers/promises";

/** How long a program may take to end by itself after SIGTERM before it is killed, in milliseconds. */
const graceMs = 3000;

/**
 * Ends a process and all its descendants: SIGTERM, then SIGKILL for what is left. Resolves when none of them is alive.
 *
 * @param patienceMs how long they may take to end by themselves; with 0 they are killed at once
 * @returns whether the process lived while its descendants were looked for; where it did not, they may have been another's children by then
 */
export async function killTree(root: number, patienceMs: number = graceMs): Promise<boolean> {
  const family = await descendants(root);
  const wasThere = await anyAlive([root]);
  if (patienceMs > 0) for (const pid of family) send(pid, "SIGTERM");
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    if (!(await anyAlive(family))) return wasThere;
    await sleep(20);
  }
  const rest = new Set(patienceMs > 0 ? [...family, ...(await descendants(root))] : family);
  // Parents first: one whose child has ended might go on to start another.
  for (const pid of [...rest].reverse()) send(pid, "SIGKILL");
  // Most are gone in a moment.
  for (let waitMs = 1; await anyAlive([...rest]); waitMs = Math.min(waitMs * 2, 20)) await sleep(waitMs);
  return wasThere;
}

/** How many processes are looked at before others get their turn. */
const readAtOnce = 256;

/** The process and everything below it, children first; only the process itself where /proc does not exist. */
async function descendants(root: number): Promise<number[]> {
  const children = new Map<number, number[]>();
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  for (const [i, pid] of pids.entries()) {
    // procfs answers from memory: to wait for each answer takes much longer than the answers do.
    if (i % readAtOnce === readAtOnce - 1) await yieldOnce();
    const stat = processStatNow(pid);
    if (!stat) continue;
    const siblings = children.get(stat.parent);
    if (siblings) siblings.push(pid);
    else children.set(stat.parent, [pid]);
  }
  const found: number[] = [];
  const visit = (pid: number) => {
    for (const child of children.get(pid) ?? []) visit(child);
    found.push(pid);
  };
  visit(root);
  return found;
}

/** What /proc/PID/stat tells of a process (proc(5)). */
export interface ProcessStat {
  readonly parent: number;
  /** A letter: Z and X are dead. */
  readonly state: string;
  /** Clock ticks since boot. */
  readonly startTicks: string;
  /** The kernel's own, without a program. */
  readonly isKernelThread: boolean;
  readonly threads: number;
  /** Whether the environment is in its place. It is not while the process changes from one program to another; nor when we may not know. */
  readonly hasEnvironment: boolean;
}

function processStatNow(pid: number): ProcessStat | undefined {
  try {
    return parseProcessStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined;
  }
}

/** A process as procfs shows it; undefined when it is not there. */
export async function processStat(pid: number): Promise<ProcessStat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  return text === undefined ? undefined : parseProcessStat(text);
}

const kernelThreadFlag = 0x00200000;

/** Reads the text of /proc/PID/stat. */
export function parseProcessStat(text: string): ProcessStat {
  // The program's name stands in parentheses and may hold anything, so fields are counted from the last closing one.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return {
    state: fields[0] ?? "",
    parent: Number(fields[1]),
    isKernelThread: (Number(fields[6]) & kernelThreadFlag) !== 0,
    threads: Number(fields[17]),
    startTicks: fields[19] ?? "",
    hasEnvironment: Number(fields[48]) > 0,
  };
}

async function anyAlive(pids: readonly number[]): Promise<boolean> {
  for (const pid of pids) {
    const stat = await processStat(pid);
    if (stat && stat.state !== "Z") return true;
    if (!stat && !("linux" === process.platform) && responds(pid)) return true;
  }
  return false;
}

function responds(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}
