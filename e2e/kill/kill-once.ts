// One kill: a build is started, struck at a moment of its life, and what comes of it is looked at.

import { mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { clean, judgeKill } from "./judge-kill.ts";
import type { Lane } from "./lane.ts";
import type { Aim } from "./plan-kills.ts";
import type { Random } from "./random.ts";
import { settle } from "./settle.ts";
import type { Stage } from "./stage.ts";
import { type Blow, type KindName, killTree, strike } from "./strikes.ts";
import type { Subject } from "./subjects/subject.ts";
import { liveResources, type Mark, runFolder, startTracedBuild, type TracedBuild } from "./trace-build.ts";

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
  // The machine may have finished what the one before had begun to send.
  subject.takeRemoteLeftovers?.();
  // The kernel may end a plugin instead of the tool where memory is short, and then the rest goes its ordinary way.
  const hanging = kind === "kill-tool" || kind === "kill-tree" ? subject.hangingTemplatePath : undefined;
  const templatePath = hanging !== undefined && random() < 0.5 ? hanging : subject.templatePath;
  // What hangs makes its first things, and never comes to a later step.
  const fits = templatePath === hanging ? (mark: Mark) => mark.what === "intent" : aim.fits;
  const around = kind === "memory" ? lane.memory.around : [];
  let blow: Promise<Blow | undefined> | undefined;
  const build: TracedBuild = startTracedBuild(
    stage,
    templatePath,
    (mark) => {
      if (blow !== undefined || !fits(mark)) return;
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
    const judgement = await judgeKill({ lane, stage, subject, build, ending, blow: struck });
    if ((struck === undefined || judgement.isLate) && judgement.wrong.length === 0) return undefined;
    const remote = subject.takeRemoteLeftovers?.() ?? [];
    const wrong = [...judgement.wrong, ...(await lane.lookAlikes.complaints())];
    const wasWatched = liveResources(build.marks, (struck?.atMs ?? 0) - noticeMs).every((name) => name === runFolder);
    if (ending.signal === "SIGKILL" && struck?.outcome === "supervised" && struck.supervisors === 0 && !wasWatched)
      wrong.push("Nobody watched over the build");
    if (struck?.wrong !== undefined) wrong.push(struck.wrong);
    // What lies on the machine that was provisioned can be taken away only as long as the build lives.
    const isHungUp = kind === "hangup" && struck?.variant === "with its children";
    const isFinished = build.marks.some(({ phase }) => phase.startsWith("post-processor "));
    const isExcused = subject.hasMachineOfPlugin === true && (isHungUp || isFinished);
    if (ending.signal === null && !isExcused) wrong.push(...remote.map((name) => `on the machine: ${name}`));
    const atMs = struck?.atMs ?? ending.atMs;
    return {
      phase: build.marks.findLast((mark) => mark.atMs <= atMs)?.phase ?? "",
      variant: `${struck?.variant ?? "too late"}${templatePath === hanging ? ", while it hangs" : ""}`,
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
