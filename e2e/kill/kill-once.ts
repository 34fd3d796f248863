// One kill: a build is started, struck at a moment of its life, and what comes of it is looked at.

import { mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { type CommandResult, runCommand } from "../environment/index.ts";
import type { Lane } from "./lane.ts";
import type { Aim } from "./plan-kills.ts";
import type { Random } from "./random.ts";
import { settle } from "./settle.ts";
import { ingot, type Stage } from "./stage.ts";
import { type Blow, type KindName, killTree, strike } from "./strikes.ts";
import type { Subject } from "./subjects/subject.ts";
import { type Ending, liveResources, runFolder, startTracedBuild, type TracedBuild } from "./trace-build.ts";

/** How long a supervisor may take until nothing is left. */
const supervisedMs = 10_000;

/** How long a thing has been there when its supervisor must be seen, by one who only hears of it. */
const noticeMs = 500;

export interface Judged {
  /** What the build was in. */
  readonly phase: string;
  readonly variant: string;
  /** The kinds of the resources that were there at that moment. */
  readonly live: readonly string[];
  readonly supervisors: number;
  /** From the blow, or the end of a build that went on, until nothing was left. */
  readonly cleanMs: number;
  /** What stayed on the machine that was provisioned. */
  readonly remote: readonly string[];
  /** What is not as it should be. */
  readonly wrong: readonly string[];
  /** All that was printed and written, for those that went wrong. */
  readonly details: string;
}

/** Kills one build and judges it; undefined when the blow came too late, and the build had handed over what it made. */
export async function killOnce(
  lane: Lane,
  subject: Subject,
  kind: KindName,
  aim: Aim,
  random: Random,
): Promise<Judged | undefined> {
  const stage = kind === "full-disk" ? lane.stage.withFoldersIn(lane.disk.folder, chooseFolders(random)) : lane.stage;
  const around = kind === "memory" ? lane.memory.around : [];
  let blow: Promise<Blow | undefined> | undefined;
  const build: TracedBuild = startTracedBuild(
    stage,
    subject.templatePath,
    (mark) => {
      if (blow !== undefined || !aim.fits(mark)) return;
      const scene = { stage, build, random, disk: lane.disk, memory: lane.memory };
      blow = new Promise((resolve) => setTimeout(resolve, aim.delayMs)).then(() => strike(kind, scene));
      // It is waited for below.
      blow.catch(() => undefined);
    },
    around,
  );
  try {
    const ending = await build.ended;
    const struck = await blow;
    const judgement = await judge(lane, stage, subject, build, ending, struck);
    // What lies on the provisioned machine can be taken away as long as it is reached.
    const remote = subject.takeRemoteLeftovers?.() ?? [];
    if (struck === undefined || judgement.isLate) {
      if (judgement.wrong.length === 0) return undefined;
    }
    const wrong = [...judgement.wrong, ...(await lane.lookAlikes.complaints())];
    const wasWatched = liveResources(build.marks, (struck?.atMs ?? 0) - noticeMs).every((name) => name === runFolder);
    if (struck?.outcome === "supervised" && struck.supervisors === 0 && !wasWatched)
      wrong.push("Nobody watched over the build");
    if (struck?.wrong !== undefined) wrong.push(struck.wrong);
    if (remote.length > 0 && ending.signal === null) wrong.push(...remote.map((name) => `on the machine: ${name}`));
    const atMs = struck?.atMs ?? ending.atMs;
    return {
      phase: build.marks.findLast((mark) => mark.atMs <= atMs)?.phase ?? "",
      variant: struck?.variant ?? "too late",
      live: liveResources(build.marks, atMs),
      supervisors: struck?.supervisors ?? 0,
      cleanMs: judgement.cleanMs,
      remote,
      wrong,
      details: [...wrong, ...judgement.said, `journal at its end:\n${ending.journal}`, build.output()].join("\n"),
    };
  } finally {
    lane.disk.free();
    await restore(lane, stage, subject, build.pid);
  }
}

type Folder = "work" | "temp" | "state";

/** Which folders are on the disk that will be full: any, and at least one. */
function chooseFolders(random: Random): readonly Folder[] {
  const folders: readonly Folder[] = ["work", "temp", "state"];
  const chosen = folders.filter(() => random() < 0.5);
  return chosen.length > 0 ? chosen : [folders[Math.floor(random() * 3)] ?? "state"];
}

interface Judgement {
  readonly isLate: boolean;
  readonly cleanMs: number;
  readonly wrong: readonly string[];
  /** What clean-ups said. */
  readonly said: readonly string[];
}

async function judge(
  lane: Lane,
  stage: Stage,
  subject: Subject,
  build: TracedBuild,
  ending: Ending,
  blow: Blow | undefined,
): Promise<Judgement> {
  const since = (atMs: number) => atMs - (blow?.atMs ?? ending.atMs);
  if (ending.signal !== null && ending.signal !== "SIGKILL")
    return { isLate: false, cleanMs: 0, wrong: [`The build was ended by ${ending.signal}`], said: [] };

  // It has ended by itself.
  if (ending.signal === null) {
    if (ending.code === 0) {
      const complaints = await complaintsOf(() => subject.checkOutputs(stage));
      await subject.removeOutputs(stage);
      const { left, atMs } = await settle(lane.differences, supervisedMs);
      const isLate = blow?.outcome !== "goes-on" && !blow?.variant.startsWith("filled");
      return { isLate, cleanMs: atMs - ending.atMs, wrong: [...complaints, ...left], said: [] };
    }
    // What its builder had finished by then is the user's.
    const kept = build.marks.flatMap(({ what, id }) => (what === "handed-over" && id !== undefined ? [id] : []));
    if (kept.length > 0) await subject.removeOutputs(stage, kept);
    const { left, atMs } = await settle(lane.differences, supervisedMs);
    const wrong = [...left];
    // Where memory is short the kernel may choose one of its programs, and where a disk is full it may be quicker than the kill.
    const mayFail = blow?.outcome === "undoes" || /^(limit|filled)/.test(blow?.variant ?? "");
    if (!mayFail) wrong.push(`The build ended with ${ending.code}`);
    return { isLate: false, cleanMs: since(atMs), wrong, said: [] };
  }

  // It was killed. What it has handed over is its user's, and no clean-up may touch it.
  const { journal } = ending;
  if (blow === undefined || blow.outcome === "undoes" || blow.outcome === "goes-on")
    return { isLate: false, cleanMs: 0, wrong: ["The build was killed by somebody else"], said: [] };
  if (journal === undefined || journal.includes('"t":"commit"')) {
    const results = await clean(stage, 1);
    const complaints = await complaintsOf(() => subject.checkOutputs(stage));
    await subject.removeOutputs(stage);
    const { left } = await settle(lane.differences, supervisedMs);
    const wrong = [...complaints, ...left].map((line) => `After the hand-over: ${line}`);
    return { isLate: true, cleanMs: 0, wrong, said: results.map(({ stdout, stderr }) => stdout + stderr) };
  }
  const isFinished = journal.includes('"t":"finished"');
  if (blow.outcome === "supervised" && blow.supervisors > 0) {
    // Outputs of a builder that had finished are left for the user to decide about.
    const isIdle = () => isFinished && stage.processes().length === 0;
    const first = await settle(lane.differences, supervisedMs - since(performance.now()), isIdle);
    if (first.left.length === 0 || !isFinished)
      return { isLate: false, cleanMs: since(first.atMs), wrong: first.left, said: [] };
    const { left, said } = await cleanAndLook(lane, stage, 1);
    return { isLate: false, cleanMs: since(first.atMs), wrong: left, said };
  }
  const { left, said, atMs } = await cleanAndLook(lane, stage, 1 + (build.pid % 2));
  return { isLate: false, cleanMs: since(atMs), wrong: left, said };
}

/** One clean-up by hand, or several at the same time, and what is left then. */
async function cleanAndLook(
  lane: Lane,
  stage: Stage,
  times: number,
): Promise<{ readonly left: readonly string[]; readonly said: readonly string[]; readonly atMs: number }> {
  const results = await clean(stage, times);
  const { left, atMs } = await settle(lane.differences, 2000);
  const failed = results.filter(({ code }) => code !== 0).map(({ code }) => `ingot cleanup ended with ${code}`);
  return { left: [...failed, ...left], said: results.map(({ stdout, stderr }) => stdout + stderr), atMs };
}

/** `ingot cleanup -outputs`, once or as often at the same time. */
function clean(stage: Stage, times: number): Promise<CommandResult[]> {
  const once = () =>
    runCommand(ingot, ["cleanup", "-outputs"], { cwd: stage.work, env: stage.env, mayFail: true, timeoutMs: 120_000 });
  return Promise.all(Array.from({ length: times }, once));
}

/** Sees to it that what follows is judged by itself. */
async function restore(lane: Lane, stage: Stage, subject: Subject, pid: number): Promise<void> {
  const { left } = await settle(lane.differences, 0);
  if (left.length === 0) return;
  killTree(stage, pid, true);
  const [cleanup] = await clean(stage, 1);
  await subject.removeOutputs(stage);
  // What cannot be cleaned up is put aside, so that later clean-ups do not stumble over it.
  if (cleanup?.code !== 0) {
    const aside = join(stage.folder, `left-by-${pid}`);
    const runs = join(stage.state, "runs");
    mkdirSync(aside);
    for (const run of readdirSync(runs)) if (stage.owns(join(runs, run))) renameSync(join(runs, run), join(aside, run));
  }
  await lane.accept();
}

async function complaintsOf(work: () => Promise<unknown>): Promise<string[]> {
  return work().then(
    () => [],
    (error: Error) => [error.message],
  );
}
