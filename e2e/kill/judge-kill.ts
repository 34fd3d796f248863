// What has come of a build that was struck: whether it left nothing, in time, and whether what it had handed over is there.

import { type CommandResult, runCommand } from "../environment/index.ts";
import type { Lane } from "./lane.ts";
import { settle } from "./settle.ts";
import { ingot, type Stage } from "./stage.ts";
import type { Blow } from "./strikes.ts";
import type { Subject } from "./subjects/subject.ts";
import type { Ending, TracedBuild } from "./trace-build.ts";

/** How long it may take until nothing is left, where somebody lives to see to that. */
const patienceMs = 10_000;

export interface Judgement {
  readonly isLate: boolean;
  readonly cleanMs: number;
  readonly wrong: readonly string[];
  /** What clean-ups said. */
  readonly said: readonly string[];
}

export interface Struck {
  readonly lane: Lane;
  /** The lane's stage, with some of its folders on another disk perhaps. */
  readonly stage: Stage;
  readonly subject: Subject;
  readonly build: TracedBuild;
  readonly ending: Ending;
  /** undefined: it had ended before. */
  readonly blow: Blow | undefined;
}

/** Waits until nothing is left of a build that was struck, cleans up where nobody else does, and tells what is wrong. */
export async function judgeKill(struck: Struck): Promise<Judgement> {
  return struck.ending.signal === null ? judgeEnd(struck) : judgeDeath(struck);
}

/** Of a build that has ended by itself. */
async function judgeEnd({ lane, stage, subject, build, ending, blow }: Struck): Promise<Judgement> {
  if (ending.code === 0) {
    const complaints = await complaintsOf(() => subject.checkOutputs(stage));
    await subject.removeOutputs(stage);
    const { left, atMs } = await settle(lane.differences, patienceMs);
    const isLate = blow?.outcome !== "goes-on" && !blow?.variant.startsWith("filled");
    return { isLate, cleanMs: atMs - ending.atMs, wrong: [...complaints, ...left], said: [] };
  }
  // What its builder had finished by then is the user's.
  const kept = build.marks.flatMap(({ what, id }) => (what === "handed-over" && id !== undefined ? [id] : []));
  if (kept.length > 0) await subject.removeOutputs(stage, kept);
  const { left, atMs } = await settle(lane.differences, patienceMs);
  // Where memory is short the kernel may choose one of its programs, and where a disk is full it may be quicker than the kill.
  const mayFail = blow?.outcome === "undoes" || /^(limit|filled)/.test(blow?.variant ?? "");
  const wrong = mayFail ? left : [...left, `The build ended with ${ending.code}`];
  return { isLate: false, cleanMs: atMs - (blow?.atMs ?? ending.atMs), wrong, said: [] };
}

/** Of a build that was killed. */
async function judgeDeath({ lane, stage, subject, build, ending, blow }: Struck): Promise<Judgement> {
  const { journal, signal } = ending;
  // A signal that comes when the run is over ends what there still is of the program.
  const isExpected = signal === "SIGKILL" ? blow?.outcome !== "undoes" : journal === undefined;
  if (blow === undefined || blow.outcome === "goes-on" || !isExpected)
    return { isLate: false, cleanMs: 0, wrong: [`The build was ended by ${signal}`], said: [] };
  if (journal === undefined || journal.includes('"t":"commit"')) {
    // What it has handed over is its user's, and no clean-up may touch it. With a full disk that need not be all.
    const results = await clean(stage, 1);
    const isWhole = !blow.variant.startsWith("filled");
    const complaints = isWhole ? await complaintsOf(() => subject.checkOutputs(stage)) : [];
    await subject.removeOutputs(
      stage,
      [...(journal ?? "").matchAll(/"id":"(sha256:\w+)"/g)].map(([, id]) => id ?? ""),
    );
    const { left } = await settle(lane.differences, patienceMs);
    const wrong = [...complaints, ...left].map((line) => `After the hand-over: ${line}`);
    return { isLate: true, cleanMs: 0, wrong, said: results.map(({ stdout, stderr }) => stdout + stderr) };
  }
  if (blow.outcome === "supervised" && blow.supervisors > 0) {
    // Outputs of a builder that had finished are left for the user to decide about.
    const isFinished = journal.includes('"t":"finished"');
    const isEnough = () => isFinished && stage.processes().length === 0;
    const limitMs = patienceMs - (performance.now() - blow.atMs);
    const { left, atMs } = await settle(lane.differences, limitMs, isEnough);
    const cleanMs = atMs - blow.atMs;
    // Looks take their time, too: the one that found nothing may have begun late.
    const late = cleanMs > patienceMs ? [`It took ${(cleanMs / 1000).toFixed(1)} s until nothing was left`] : [];
    if (left.length === 0 || !isFinished) return { isLate: false, cleanMs, wrong: [...left, ...late], said: [] };
    const after = await cleanAndLook(lane, stage, 1);
    return { isLate: false, cleanMs, wrong: after.left, said: after.said };
  }
  const { left, said, atMs } = await cleanAndLook(lane, stage, 1 + (build.pid % 2));
  return { isLate: false, cleanMs: atMs - blow.atMs, wrong: left, said };
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
export function clean(stage: Stage, times: number): Promise<CommandResult[]> {
  const once = () =>
    runCommand(ingot, ["cleanup", "-outputs"], { cwd: stage.work, env: stage.env, mayFail: true, timeoutMs: 120_000 });
  return Promise.all(Array.from({ length: times }, once));
}

async function complaintsOf(work: () => Promise<unknown>): Promise<string[]> {
  return work().then(
    () => [],
    (error: Error) => [error.message],
  );
}
