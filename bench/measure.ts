import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

export interface Measured {
  readonly wallMs: number;
  /** User and system time of the program and all that it waited for. */
  readonly cpuMs: number;
  /** The highest proportional set size of the whole process tree that was seen, in bytes; only where it was asked for. */
  readonly peakPssBytes: number;
  /** The names of all programs that were seen in the tree, with how often each at once at most. */
  readonly programs: ReadonlyMap<string, number>;
  readonly code: number;
  readonly output: string;
}

export interface MeasureOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly tree?: boolean;
  /** Is told of the programs of the tree, with how often each is there, whenever they were looked at. */
  readonly onSample?: (programs: ReadonlyMap<string, number>) => void;
}

/** Runs a program and measures it; `tree` also samples the memory of its process tree, which costs some time of its own. */
export async function measure(file: string, args: readonly string[], options: MeasureOptions = {}): Promise<Measured> {
  const startedAt = performance.now();
  // A shell in between would count as well: times of children are only known once they were waited for, so `time` does the waiting.
  const child = spawn("/bin/bash", ["-c", 'TIMEFORMAT="%U %S"; time "$@" 3>&2 2>/dev/null', "measure", file, ...args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: Buffer[] = [];
  const times: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => times.push(chunk));
  let isRunning = true;
  const ended = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? 1))).finally(() => {
    isRunning = false;
  });
  let peakPssBytes = 0;
  const programs = new Map<string, number>();
  while (isRunning && options.tree && child.pid !== undefined) {
    const sample = await sampleTree(child.pid);
    options.onSample?.(sample.programs);
    peakPssBytes = Math.max(peakPssBytes, sample.pssBytes);
    for (const [name, count] of sample.programs) programs.set(name, Math.max(count, programs.get(name) ?? 0));
    await Promise.race([sleep(20), ended]);
  }
  const code = await ended;
  const wallMs = performance.now() - startedAt;
  const [user = Number.NaN, system = Number.NaN] =
    Buffer.concat(times).toString().trim().split("\n").at(-1)?.split(" ").map(Number) ?? [];
  return {
    wallMs,
    cpuMs: (user + system) * 1000,
    peakPssBytes,
    programs,
    code,
    output: Buffer.concat(chunks).toString(),
  };
}

/** Memory and programs below the measuring shell, itself not counted. */
async function sampleTree(root: number): Promise<{ pssBytes: number; programs: ReadonlyMap<string, number> }> {
  const children = new Map<number, number[]>();
  const names = new Map<number, string>();
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => "");
    if (stat === "") continue;
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    names.set(Number(entry), stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")")));
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const pids: number[] = [];
  const visit = (pid: number) => {
    for (const child of children.get(pid) ?? []) {
      pids.push(child);
      visit(child);
    }
  };
  visit(root);
  let pssBytes = 0;
  const programs = new Map<string, number>();
  for (const pid of pids) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
    pssBytes += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
    const name = names.get(pid) ?? "";
    programs.set(name, (programs.get(name) ?? 0) + 1);
  }
  return { pssBytes, programs };
}

/** Runs of the same thing, the middle one by a figure. */
export function middleBy(runs: readonly Measured[], figure: (m: Measured) => number): Measured {
  const middle = [...runs].sort((a, b) => figure(a) - figure(b))[Math.floor(runs.length / 2)];
  if (!middle) throw new Error("Nothing was measured");
  return middle;
}

/**
 * Runs several things in turn, over and over, so that a machine that gets slower or faster meanwhile does so for all of them alike.
 * Resolves with a look-up of the runs by name.
 */
export async function inTurn<K extends string>(
  rounds: number,
  things: Readonly<Record<K, () => Promise<Measured>>>,
): Promise<(name: K) => readonly Measured[]> {
  const all = new Map<string, Measured[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries<() => Promise<Measured>>(things)) {
      all.set(name, [...(all.get(name) ?? []), await run()]);
    }
  }
  return (name) => all.get(name) ?? [];
}
