// The ways in which a build is struck, and what must come of it.

import { setTimeout as sleep } from "node:timers/promises";
import { readProcess, runCommand, sendSignal } from "../environment/index.ts";
import type { MemoryGroup } from "./memory-group.ts";
import type { Random } from "./random.ts";
import type { SmallDisk } from "./small-disk.ts";
import { ingot, type Stage } from "./stage.ts";
import type { TracedBuild } from "./trace-build.ts";

export const kindNames = [
  "kill-tool",
  "kill-supervisor",
  "kill-tree",
  "hangup",
  "terminate",
  "stop",
  "memory",
  "full-disk",
] as const;
export type KindName = (typeof kindNames)[number];

/**
 * What must come of it. `supervised`: the tool is dead at once, and its supervisor cleans up. `all-dead`: nobody is left, and
 * one clean-up does it. `undoes`: the build ends by itself and has cleaned up. `goes-on`: it comes to its ordinary end.
 */
export type Outcome = "supervised" | "all-dead" | "undoes" | "goes-on";

export interface Blow {
  readonly outcome: Outcome;
  /** Which form of the kind it was. */
  readonly variant: string;
  /** When it was struck, by the clock of `performance`. */
  readonly atMs: number;
  /** How many watched over the build then. */
  readonly supervisors: number;
  /** What went wrong with it itself. */
  readonly wrong?: string;
}

export interface Scene {
  readonly stage: Stage;
  readonly build: TracedBuild;
  readonly random: Random;
  readonly disk: SmallDisk;
  readonly memory: MemoryGroup;
}

/** Strikes a build; undefined when it had ended before. */
export async function strike(kind: KindName, scene: Scene): Promise<Blow | undefined> {
  const { build, stage, random } = scene;
  const supervisors = stage.supervisors().length;
  const atMs = performance.now();
  if (build.hasEnded()) return undefined;
  switch (kind) {
    case "kill-tool":
      return killTool(scene);
    case "kill-tree":
      killTree(stage, build.pid, random() < 0.5);
      return { outcome: "all-dead", variant: "with its supervisor", atMs, supervisors };
    case "kill-supervisor":
      return killSupervisor(scene);
    case "hangup":
    case "terminate": {
      const isGroup = random() < 0.5;
      sendSignal(isGroup ? -build.pid : build.pid, kind === "hangup" ? "SIGHUP" : "SIGTERM");
      return { outcome: "undoes", variant: isGroup ? "with its children" : "alone", atMs, supervisors };
    }
    case "stop":
      return stopBuild(scene);
    case "memory":
      await scene.memory.squeeze(build.pid);
      return { outcome: "supervised", variant: "limit lowered", atMs, supervisors };
    case "full-disk":
      return fillDisk(scene);
  }
}

/** Kills the tool alone; then perhaps the clean-up that its supervisor starts, in the middle of its work. */
async function killTool({ build, stage, random }: Scene): Promise<Blow> {
  const isCleanUpKilled = random() < 1 / 4;
  const pauseMs = random() * 500;
  const watching = stage.supervisors();
  const atMs = performance.now();
  sendSignal(build.pid, "SIGKILL");
  const blow = { outcome: "supervised", atMs, supervisors: watching.length } as const;
  for (let tries = 0; isCleanUpKilled && watching.length > 0 && tries < 100; tries++) {
    await sleep(10);
    const cleanUp = stage.supervisors().find((pid) => !watching.includes(pid));
    if (cleanUp === undefined) continue;
    await sleep(pauseMs);
    if (readProcess(cleanUp) === undefined) break;
    sendSignal(cleanUp, "SIGKILL");
    return { ...blow, variant: "then its clean-up too" };
  }
  return { ...blow, variant: "alone" };
}

/** Kills all that the build has started, until nothing is left of it. */
export function killTree(stage: Stage, pid: number, isToolFirst: boolean): void {
  if (isToolFirst) sendSignal(-pid, "SIGKILL");
  for (let quiet = 0; quiet < 3; ) {
    const processes = stage.processes();
    quiet = processes.length === 0 ? quiet + 1 : 0;
    for (const each of processes) sendSignal(each, "SIGKILL");
  }
}

async function killSupervisor({ build, stage }: Scene): Promise<Blow | undefined> {
  let supervisors: readonly number[] = [];
  // It is started with the first thing that needs one.
  while (supervisors.length === 0 && !build.hasEnded()) {
    await sleep(20);
    supervisors = stage.supervisors();
  }
  if (build.hasEnded()) return undefined;
  for (const pid of supervisors) sendSignal(pid, "SIGKILL");
  return { outcome: "goes-on", variant: "alone", atMs: performance.now(), supervisors: supervisors.length };
}

/** Stops a build for a while, in which somebody else cleans up; then lets it go on, or kills it. */
async function stopBuild({ build, stage, random }: Scene): Promise<Blow> {
  const atMs = performance.now();
  const isGroup = random() < 0.5;
  const isKilled = random() < 1 / 3;
  const pauseMs = 200 + random() * 1500;
  const target = isGroup ? -build.pid : build.pid;
  sendSignal(target, "SIGSTOP");
  const who = isGroup ? "with its children" : "alone";
  const cleanup = await runCommand(ingot, ["cleanup", "-outputs"], {
    cwd: stage.work,
    env: stage.env,
    mayFail: true,
    timeoutMs: 60_000,
  });
  await sleep(pauseMs);
  const said = cleanup.stdout + cleanup.stderr;
  const wrong =
    cleanup.code !== 0 || /^Removed /m.test(said)
      ? { wrong: `A clean-up while the build stood still said:\n${said}` }
      : {};
  if (isKilled) {
    const supervisors = stage.supervisors().length;
    const killedAtMs = performance.now();
    const { commandLine = "" } = readProcess(build.pid) ?? {};
    sendSignal(build.pid, "SIGKILL");
    // A child that was stopped before it became its program holds all that the tool held, the supervisor's pipe too: until
    // somebody lets it go on, the supervisor cannot know.
    for (const pid of stage.processes())
      if (pid !== build.pid && readProcess(pid)?.commandLine === commandLine) sendSignal(pid, "SIGCONT");
    return { outcome: "supervised", variant: `${who}, then killed`, atMs: killedAtMs, supervisors, ...wrong };
  }
  sendSignal(target, "SIGCONT");
  return { outcome: "goes-on", variant: `${who}, then continued`, atMs, supervisors: 0, ...wrong };
}

/** Fills the disk up; then perhaps kills the build too, which may have ended by then. */
async function fillDisk({ build, stage, disk, random }: Scene): Promise<Blow> {
  const atMs = performance.now();
  const isKilled = random() < 1 / 3;
  const pauseMs = random() * 400;
  await disk.fill();
  if (isKilled) await sleep(pauseMs);
  const supervisors = stage.supervisors().length;
  if (!isKilled || build.hasEnded()) return { outcome: "undoes", variant: "filled", atMs, supervisors };
  const killedAtMs = performance.now();
  sendSignal(build.pid, "SIGKILL");
  return { outcome: "supervised", variant: "filled, then killed", atMs: killedAtMs, supervisors };
}
