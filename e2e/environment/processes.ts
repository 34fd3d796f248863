// Processes as procfs shows them. A pid alone names nothing, since pids are used again; with the start time it does.

import { readdirSync, readFileSync } from "node:fs";
import { waitUntil } from "./wait-until.ts";

/** One process, told apart from every other one that has had or will have its pid until the next boot. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In clock ticks since boot. */
  readonly start: string;
}

export interface ProcessInfo extends ProcessIdentity {
  readonly parent: number;
  readonly name: string;
  readonly commandLine: string;
}

/** The process with this pid; undefined when there is none, or only its zombie. */
export function readProcess(pid: number): ProcessInfo | undefined {
  const stat = readProc(pid, "stat");
  // The name may hold spaces and parentheses; the fields after the last one are regular.
  const close = stat.lastIndexOf(")");
  const fields = stat.slice(close + 2).split(" ");
  const [state, parent, start] = [fields[0], fields[1], fields[19]];
  if (close < 0 || state === "Z" || state === "X" || parent === undefined || start === undefined) return undefined;
  return {
    pid,
    start,
    parent: Number(parent),
    name: stat.slice(stat.indexOf("(") + 1, close),
    commandLine: readProc(pid, "cmdline").replaceAll("\0", " ").trim(),
  };
}

export function listProcesses(): ProcessInfo[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((info) => info !== undefined);
}

/** Whether the environment that the process was started with holds `NAME=value`. */
export function hasInEnvironment(pid: number, entry: string): boolean {
  return readProc(pid, "environ").split("\0").includes(entry);
}

/** The value of a variable in the environment that the process was started with. */
export function readVariable(pid: number, name: string): string | undefined {
  const entry = readProc(pid, "environ")
    .split("\0")
    .find((candidate) => candidate.startsWith(`${name}=`));
  return entry?.slice(name.length + 1);
}

export function isAlive(identity: ProcessIdentity): boolean {
  return readProcess(identity.pid)?.start === identity.start;
}

/** The given processes and everything that descends from them. */
export function withDescendants(roots: readonly ProcessInfo[]): ProcessInfo[] {
  const all = listProcesses();
  const found = new Map(roots.map((root) => [root.pid, root]));
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const info of all) if (found.has(info.parent)) found.set(info.pid, info);
  }
  return [...found.values()];
}

/** Ends a process: asks, waits `graceMs`, then kills; returns when it is gone. */
export async function endProcess(identity: ProcessIdentity, graceMs = 15_000): Promise<void> {
  const isGone = () => !isAlive(identity);
  if (isGone()) return;
  sendSignal(identity.pid, "SIGTERM");
  const what = `process ${identity.pid} to end`;
  await waitUntil(isGone, { timeoutMs: graceMs, everyMs: 20, what }).catch(() => sendSignal(identity.pid, "SIGKILL"));
  await waitUntil(isGone, { timeoutMs: 10_000, everyMs: 20, what });
}

/** Sends a signal; a process that is gone already is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // it has just ended
  }
}
