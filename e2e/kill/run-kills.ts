// The harness: strikes builds in many ways at many moments, in several lanes at once, while others go on beside, and compares
// what is there afterwards with what was there before.

import { compareInventories, runCommand, takeInventory } from "../environment/index.ts";
import { startBystanders } from "./bystanders.ts";
import { killOnce } from "./kill-once.ts";
import { type Lane, setUpLane } from "./lane.ts";
import { openMemoryGroups } from "./memory-group.ts";
import { chooseAim, type Plan, type Profile, planKill } from "./plan-kills.ts";
import type { KillResult, ResultLine, RunFacts } from "./results.ts";
import { runWhole } from "./run-whole.ts";
import type { SubjectName } from "./subjects/subject.ts";

export interface KillOptions extends RunFacts {
  /** Numbers of kills that need not be done. */
  readonly done: ReadonlySet<number>;
  /** How many lanes there are at the same time. */
  readonly lanes: number;
  /** After how many kills of a lane a whole build follows; the last kill is always followed by one of each subject. */
  readonly wholeBuildEvery: number;
  readonly dockerHost: string;
  readonly busyboxArchive: string;
  readonly print: (line: string) => void;
  readonly record: (line: ResultLine) => void;
  /** Lets the kills that are under way come to their end, and begins no other. */
  readonly signal?: AbortSignal;
}

/** How often a blow may come too late. */
const maxAttempts = 10;

/** Does the kills that are not done yet, and records each. */
export async function runKills(options: KillOptions): Promise<void> {
  const { dockerHost, busyboxArchive, print, record } = options;
  const startedAt = performance.now();
  const { seed, count, kinds, subjects, commit } = options;
  record({ t: "run", at: new Date().toISOString(), seed, count, kinds, subjects, commit });
  const engine = () => takeInventory({ dockerHost, below: [] });
  const engineBefore = await engine();
  const memory = await openMemoryGroups();
  const lanes: Lane[] = [];
  let isCleanEnd = true;
  try {
    for (let n = 0; n < options.lanes; n++) lanes.push(await setUpLane({ dockerHost, busyboxArchive, memory }));
    print(`Kills with seed ${seed}, in ${lanes.map(({ stage }) => stage.folder).join(", ")}; ${memory.description}`);
    const profiles = await profile(lanes[0] as Lane, options);
    const beside = await startBystanders(lanes, dockerHost, busyboxArchive);
    try {
      const open = Array.from({ length: count }, (_, index) => index + 1).filter((n) => !options.done.has(n));
      const next = () => (options.signal?.aborted ? undefined : open.shift());
      await Promise.all(lanes.map((lane) => runLane(lane, profiles, next, options)));
    } finally {
      for (const report of await beside.stop()) record({ t: "beside", ...report });
    }
  } finally {
    for (const lane of lanes) await lane.stopMachine();
    for (const lane of lanes) {
      const isGone = await lane.remove().catch((error: Error) => print(error.message));
      if (isGone) continue;
      isCleanEnd = false;
      print(`${lane.stage.folder} was left: the journal may still know of leftovers`);
    }
    await memory.close();
  }
  const left = compareInventories(engineBefore, await engine());
  if (!isCleanEnd) left.push("a stage that could not be removed");
  record({ t: "end", seconds: (performance.now() - startedAt) / 1000, left });
}

/** How the builds go when nobody kills them. */
async function profile(lane: Lane, { subjects, print }: KillOptions): Promise<ReadonlyMap<SubjectName, Profile>> {
  const profiles = new Map<SubjectName, Profile>();
  for (const name of subjects) {
    // The first one warms caches up.
    await runWhole(lane, lane.subjects[name]);
    const found = await runWhole(lane, lane.subjects[name]);
    profiles.set(name, found);
    print(`${name} takes ${(found.totalMs / 1000).toFixed(1)} s from its first resource to its end`);
  }
  return profiles;
}

async function runLane(
  lane: Lane,
  profiles: ReadonlyMap<SubjectName, Profile>,
  next: () => number | undefined,
  options: KillOptions,
): Promise<void> {
  const { seed, kinds, subjects, print, record } = options;
  let done = 0;
  for (let number = next(); number !== undefined; number = next()) {
    const plan = planKill(number, seed, kinds, subjects);
    const result = await doKill(lane, plan, profiles.get(plan.subject) as Profile, options);
    const isWholeDue = result.wrong.length === 0 && ++done % options.wholeBuildEvery === 0;
    const after = isWholeDue ? await complaintsOfWhole(lane, plan.subject) : [];
    const wrong = [...result.wrong, ...after];
    record({ t: "kill", ...result, wrong, ...(after.length > 0 ? { details: after.join("\n") } : {}) });
    const facts = [
      `${plan.number} ${plan.kind} (${result.variant}) of ${plan.subject} in ${result.phase}, ${result.aim}`,
      `${result.live.length} alive`,
      wrong[0] ?? `clean after ${(result.cleanMs / 1000).toFixed(1)} s`,
    ];
    print(facts.join(": "));
  }
  for (const name of subjects) {
    const wrong = await complaintsOfWhole(lane, name);
    if (wrong.length > 0) record({ t: "beside", name: `the next ${name} build`, builds: 0, failures: wrong });
  }
}

async function doKill(lane: Lane, plan: Plan, profile: Profile, { print }: KillOptions): Promise<KillResult> {
  const { number, kind, random } = plan;
  const subject = lane.subjects[plan.subject];
  const startedAt = performance.now();
  for (let attempts = 1; ; attempts++) {
    const aim = chooseAim(profile, subject.unrecorded, random);
    const judged = await killOnce(lane, subject, kind, aim, random);
    if (judged === undefined && attempts < maxAttempts) continue;
    if (judged === undefined) print(`${number} came too late ${attempts} times`);
    const tookMs = performance.now() - startedAt;
    const { details, ...facts } = judged ?? tooLate;
    const shown = facts.wrong.length > 0 ? { details } : {};
    return { number, kind, subject: plan.subject, aim: aim.description, attempts, tookMs, ...facts, ...shown };
  }
}

const tooLate = {
  phase: "",
  variant: "too late",
  live: [],
  supervisors: 0,
  cleanMs: 0,
  remote: [],
  wrong: ["Every blow came too late: the machine is too busy"],
  details: "",
};

async function complaintsOfWhole(lane: Lane, name: SubjectName): Promise<string[]> {
  return runWhole(lane, lane.subjects[name]).then(
    () => [],
    (error: Error) => [error.message],
  );
}

/** The commit that is under test, with a sign when there is more than it. */
export async function describeCommit(): Promise<string> {
  const { stdout } = await runCommand("git", ["describe", "--always", "--dirty"], { mayFail: true });
  return stdout.trim() || "unknown";
}
