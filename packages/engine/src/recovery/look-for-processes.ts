// One look at all processes: which of them a run has started, and whether the look can be trusted. A run's programs are told by the mark in
// the environment that they were started with, and their children by that too; but a process can hide from a look:
//
//   - it is just changing from one program to another, and shows no environment;
//   - it is a child of the run itself that has not become another program yet, and shows the environment that the run was started with;
//   - it was there when the list was made, and started another and ended before its own turn came.
//
// Each of these shows: the look then says that it is not certain. Where none did, every process of the list was known to be another's when its
// turn came, and others' processes start none of ours: so there is none. One who drops the mark on purpose, as sudo does, is found below its
// parent as long as that lives.

import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { type ProcessStat, parseProcessStat } from "@ingot/sdk";
import { runMark } from "../journal/run-mark.ts";
import { supervisorMark } from "../journal/supervisor.ts";

export interface Look {
  /** Process ids with their start times. */
  readonly found: ReadonlyMap<number, string>;
  readonly isCertain: boolean;
}

/** Others' processes that earlier looks have seen, by their ids and start times: that one of those ends hides nothing. */
export type Strangers = Map<number, string>;

/**
 * Looks for the processes of a run and all below them; never this one or one above it, nor a supervisor and what it starts.
 * @param spared ids (`pid:start ticks`) of processes that are to stay, with all below them
 */
export function lookForProcesses(run: string, spared: ReadonlySet<string>, strangers: Strangers): Look {
  const parents = new Map<number, number>();
  const living = new Map<number, string>();
  const roots: number[] = [];
  const untouched = new Set<number>();
  const stay: number[] = [];
  let isCertain = true;
  for (const pid of listPids()) {
    const known = strangers.get(pid);
    const stat = readStat(pid);
    const role = stat ? judge(pid, stat, run) : "gone";
    if (role === "gone" || !stat) {
      if (known === undefined) isCertain = false;
      continue;
    }
    parents.set(pid, stat.parent);
    if (role === "dead") {
      if (known !== stat.startTicks) isCertain = false;
    } else living.set(pid, stat.startTicks);
    if (role === "changing") isCertain = false;
    else strangers.set(pid, stat.startTicks);
    if (role === "ours") roots.push(pid);
    if (role === "supervisor") untouched.add(pid);
    if (spared.has(`${pid}:${stat.startTicks}`)) stay.push(pid);
  }
  const children = childrenOf(parents);
  for (const pid of below(stay, children)) untouched.add(pid);
  for (let pid: number | undefined = process.pid; pid && !untouched.has(pid); pid = parents.get(pid))
    untouched.add(pid);
  const found = new Map<number, string>();
  for (const pid of below(roots, children)) {
    const start = living.get(pid);
    if (start !== undefined && !untouched.has(pid)) found.set(pid, start);
  }
  return { found, isCertain };
}

function judge(
  pid: number,
  stat: ProcessStat,
  run: string,
): "ours" | "supervisor" | "stranger" | "changing" | "dead" | "gone" {
  if ("ZX".includes(stat.state)) return "dead";
  if (stat.isKernelThread) return "stranger";
  const environment = readEnvironment(pid);
  if (environment === "gone") return "gone";
  if (environment === "forbidden") return "stranger";
  if (environment.includes(`\0${supervisorMark}=`)) return "supervisor";
  if (environment.includes(`\0${runMark}=${run}\0`)) return "ours";
  const isChanging = environment === "\0\0" ? !stat.hasEnvironment : stat.threads === 1 && runsNode(pid);
  return isChanging ? "changing" : "stranger";
}

/** Twice, because the list is not made at one moment, and at some time the numbers begin anew. */
function listPids(): ReadonlySet<number> {
  try {
    const names = [...readdirSync("/proc"), ...readdirSync("/proc")];
    return new Set(names.filter((name) => /^\d+$/.test(name)).map(Number));
  } catch {
    return new Set();
  }
}

function readStat(pid: number): ProcessStat | undefined {
  try {
    return parseProcessStat(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return undefined;
  }
}

/** The variables, each between two zeros. */
function readEnvironment(pid: number): "gone" | "forbidden" | (string & {}) {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, "latin1")}\0`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "EACCES" || code === "EPERM" ? "forbidden" : "gone";
  }
}

/** Node at work has several threads: with one, it has only just begun, or is a copy of a run that is about to become another program. */
function runsNode(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`) === process.execPath;
  } catch {
    return false;
  }
}

function childrenOf(parents: ReadonlyMap<number, number>): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>();
  for (const [pid, parent] of parents) {
    const siblings = children.get(parent);
    if (siblings) siblings.push(pid);
    else children.set(parent, [pid]);
  }
  return children;
}

/** These processes and all below them, children first. */
function below(roots: readonly number[], children: ReadonlyMap<number, readonly number[]>): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (pid: number) => {
    if (found.has(pid)) return;
    for (const child of children.get(pid) ?? []) visit(child);
    found.add(pid);
  };
  for (const root of roots) visit(root);
  return found;
}
