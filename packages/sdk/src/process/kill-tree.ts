import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** How long a program may take to end by itself after SIGTERM before it is killed, in milliseconds. */
const graceMs = 3000;

/** Ends a process and all its descendants: SIGTERM, then SIGKILL for what is left. Resolves when none of them is alive. */
export async function killTree(root: number): Promise<void> {
  const family = await descendants(root);
  for (const pid of family) send(pid, "SIGTERM");
  const deadline = Date.now() + graceMs;
  while (Date.now() < deadline) {
    if (!(await anyAlive(family))) return;
    await sleep(20);
  }
  const rest = new Set([...family, ...(await descendants(root))]);
  for (const pid of rest) send(pid, "SIGKILL");
  while (await anyAlive([...rest])) await sleep(20);
}

/** The process and everything below it, children first; only the process itself where /proc does not exist. */
export async function descendants(root: number): Promise<number[]> {
  const children = new Map<number, number[]>();
  for (const name of await readdir("/proc").catch(() => [])) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await processStat(Number(name));
    if (!stat) continue;
    const siblings = children.get(stat.parent);
    if (siblings) siblings.push(Number(name));
    else children.set(stat.parent, [Number(name)]);
  }
  const found: number[] = [];
  const visit = (pid: number) => {
    for (const child of children.get(pid) ?? []) visit(child);
    found.push(pid);
  };
  visit(root);
  return found;
}

/** Parent, state letter and start time (in clock ticks since boot) of a process, from /proc/PID/stat; undefined when it is not there. */
export async function processStat(
  pid: number,
): Promise<{ parent: number; state: string; startTicks: string } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  // The program's name stands in parentheses and may hold anything, so fields are counted from the last closing one.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0] ?? "", parent: Number(fields[1]), startTicks: fields[19] ?? "" };
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
