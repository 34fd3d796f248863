// The harness: kills builds at many moments, cleans up once after each, and compares what is there with what was there before.

import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandResult, compareInventories, runCommand } from "../environment/index.ts";
import { plantLookAlikes } from "./look-alikes.ts";
import { type Aim, aimAnywhere, aimAtPhase, creatingPhases, type Profile, profileBuild } from "./plan-kills.ts";
import { seededRandom } from "./random.ts";
import { ingot, type Stage, setUpStage } from "./stage.ts";
import { chrootSubject, dockerSubject, type Subject } from "./subjects.ts";
import { killBuild, startTracedBuild } from "./trace-build.ts";

export interface KillOptions {
  /** How many builds are killed with their whole process group. */
  readonly count: number;
  /** How many more are killed alone, so that the programs that they started go on. */
  readonly aloneCount: number;
  readonly seed: number;
  /** Whether a whole build follows each kill; otherwise one follows the last kill of each subject. */
  readonly buildsAfterEach: boolean;
  readonly dockerHost: string;
  readonly busyboxArchive: string;
  readonly print: (line: string) => void;
}

export interface KillReport {
  readonly passed: number;
  /** One text for each kill after which something was not as it should be. */
  readonly failures: readonly string[];
  /** Steps that make something and were not hit. */
  readonly missed: readonly string[];
}

interface Tried {
  readonly profile: Profile;
  /** How many kills fell into each phase. */
  readonly hits: Map<string, number>;
  /** How many were aimed at it. */
  readonly aimed: Map<string, number>;
}

/** How often a phase that passes in a moment is aimed at. */
const tries = 6;

/** Kills builds as often as asked, and tells by `print` how it goes. */
export async function runKills(options: KillOptions): Promise<KillReport> {
  const { print, seed } = options;
  const random = seededRandom(seed);
  const stage = setUpStage(options.dockerHost);
  print(`Kills with seed ${seed}, in ${stage.folder}`);
  const failures: string[] = [];
  const cleanupsMs: number[] = [];
  const tried = new Map<Subject, Tried>();
  const archive = await ownArchive(stage, options.busyboxArchive);
  const subjects = [await chrootSubject(stage, archive), await dockerSubject(stage, archive)];
  const lookAlikes = await plantLookAlikes(stage, archive);
  let killed = 0;
  try {
    for (const subject of subjects) {
      // The first one warms caches up.
      await buildWhole(stage, subject);
      const profile = await buildWhole(stage, subject);
      tried.set(subject, { profile, hits: new Map(), aimed: new Map() });
      print(`${subject.name} takes ${(profile.totalMs / 1000).toFixed(1)} s from its first resource to its end`);
    }
    const total = options.count + options.aloneCount;
    for (let late = 0; killed < total; ) {
      const subject = subjects[killed % subjects.length] as Subject;
      const { profile, hits, aimed } = tried.get(subject) as Tried;
      const phase = nextPhase(creatingPhases(profile, subject.unrecorded), hits, aimed);
      const aim = phase === undefined ? aimAnywhere(profile, random) : aimAtPhase(profile, phase, random);
      const scope = killed < options.count ? "group" : "process";
      const before = await stage.inventory();
      const kill = await killOnce(stage, subject, aim, scope);
      if (kill.isLate) {
        // What a build has handed over is its user's. No clean-up may touch it.
        print(`  too late (${aim.description}): the build had handed over what it made`);
        await clean(stage, 1);
        await subject.checkOutputs();
        await subject.removeOutputs();
        const left = compareInventories(before, await stage.inventory());
        if (left.length > 0) failures.push(`A kill after the hand-over (${aim.description}):\n${left.join("\n")}`);
        if (++late > total) throw new Error("Most kills come too late: the machine is too busy");
        continue;
      }
      killed++;
      hits.set(kill.phase, (hits.get(kill.phase) ?? 0) + 1);
      const cleaners = random() < 1 / 3 ? 2 : 1;
      const startedAt = performance.now();
      const results = await clean(stage, cleaners);
      cleanupsMs.push(performance.now() - startedAt);
      const wrong = [
        ...results.filter((result) => result.code !== 0).map((result) => `ingot cleanup ended with ${result.code}`),
        ...compareInventories(before, await stage.inventory()),
        ...(await lookAlikes.complaints()),
      ];
      if (wrong.length === 0 && options.buildsAfterEach)
        wrong.push(...(await complaintsOf(() => buildWhole(stage, subject))));
      const parties = cleaners === 1 ? "" : ", two clean-ups at once";
      const who = scope === "group" ? subject.name : `${subject.name} alone`;
      print(
        `${String(killed).padStart(3)} ${who}: ${kill.phase}, ${aim.description}${parties}: ${wrong[0] ?? "clean"}`,
      );
      if (wrong.length === 0) continue;
      // So that what follows is judged by itself.
      await subject.removeOutputs();
      const texts = results.map((result) => result.stdout + result.stderr);
      failures.push(
        [`Kill ${killed} of ${who} in ${kill.phase} (${aim.description}):`, ...wrong, ...texts, kill.output].join("\n"),
      );
    }
    for (const subject of subjects) {
      const wrong = await complaintsOf(() => buildWhole(stage, subject));
      if (wrong.length > 0) failures.push(`The next build of ${subject.name}:\n${wrong.join("\n")}`);
    }
  } finally {
    await lookAlikes.remove();
    for (const subject of subjects) await subject.remove();
  }
  const missed = [...tried].flatMap(([subject, { profile, hits }]) => tabulate(subject, profile, hits, print));
  if (!stage.remove()) print(`The journal still knows of leftovers: ${stage.folder} was left`);
  cleanupsMs.sort((a, b) => a - b);
  const at = (part: number) => `${((cleanupsMs[Math.floor(part * (cleanupsMs.length - 1))] ?? 0) / 1000).toFixed(1)} s`;
  print(`Clean-up took ${at(0)} to ${at(1)}, half of them at most ${at(0.5)}`);
  const passed = Math.max(0, killed - failures.length);
  print(`${passed} of ${killed} kills left nothing behind (seed ${seed})`);
  return { passed, failures, missed };
}

/** A root that nobody else has, so that every image that is made of it has an id of its own. */
async function ownArchive(stage: Stage, archive: string): Promise<string> {
  const path = join(stage.folder, "root.tar");
  copyFileSync(archive, path);
  writeFileSync(join(stage.folder, "stage"), `${stage.folder}\n`);
  await runCommand("tar", ["-C", stage.folder, "-rf", path, "stage"]);
  return path;
}

/** Each phase that makes something is aimed at until it was hit; undefined after those. */
function nextPhase(
  phases: readonly string[],
  hits: ReadonlyMap<string, number>,
  aimed: Map<string, number>,
): string | undefined {
  const triesOf = (phase: string) => aimed.get(phase) ?? 0;
  const missing = phases.filter((phase) => !hits.has(phase) && triesOf(phase) < tries);
  const [phase] = missing.sort((a, b) => triesOf(a) - triesOf(b));
  if (phase !== undefined) aimed.set(phase, triesOf(phase) + 1);
  return phase;
}

interface Kill {
  /** What the build was in. */
  readonly phase: string;
  /** The build had handed its outputs over, or come to its end. */
  readonly isLate: boolean;
  readonly output: string;
}

async function killOnce(stage: Stage, subject: Subject, aim: Aim, scope: "group" | "process"): Promise<Kill> {
  let isAimed = false;
  const build = startTracedBuild(stage, subject.templatePath, (mark) => {
    if (isAimed || !aim.fits(mark)) return;
    isAimed = true;
    if (aim.delayMs < 1) killBuild(build.pid, scope);
    else setTimeout(() => killBuild(build.pid, scope), aim.delayMs);
  });
  const { code, signal } = await build.ended;
  if (signal !== "SIGKILL" && code !== 0) throw new Error(`A build failed by itself:\n${build.output()}`);
  const journals = readdirSync(join(stage.state, "runs")).map((run) => readJournal(stage, run));
  const isLate =
    signal !== "SIGKILL" || journals.length === 0 || journals.some((text) => text.includes('"t":"commit"'));
  return { phase: build.marks.at(-1)?.phase ?? "", isLate, output: build.output() };
}

function readJournal(stage: Stage, run: string): string {
  return readFileSync(join(stage.state, "runs", run, "journal"), "utf8");
}

/** `ingot cleanup -outputs`, once or as often at the same time. */
function clean(stage: Stage, times: number): Promise<CommandResult[]> {
  const once = () =>
    runCommand(ingot, ["cleanup", "-outputs"], { cwd: stage.work, env: stage.env, mayFail: true, timeoutMs: 120_000 });
  return Promise.all(Array.from({ length: times }, once));
}

/**
 * Runs a build to its end and removes what it has made.
 * @throws when it fails, makes less than it should, or leaves something
 */
async function buildWhole(stage: Stage, subject: Subject): Promise<Profile> {
  const before = await stage.inventory();
  const build = startTracedBuild(stage, subject.templatePath, () => undefined);
  const { code } = await build.ended;
  if (code !== 0) throw new Error(`A build that nobody killed failed:\n${build.output()}`);
  if (/has left .* behind/.test(build.output()))
    throw new Error(`The build says that something is left:\n${build.output()}`);
  await subject.checkOutputs();
  await subject.removeOutputs();
  const left = compareInventories(before, await stage.inventory());
  if (left.length > 0) throw new Error(`A build that nobody killed left:\n${left.join("\n")}\n${build.output()}`);
  return profileBuild(build.marks);
}

async function complaintsOf(work: () => Promise<unknown>): Promise<string[]> {
  return work().then(
    () => [],
    (error: Error) => [error.message],
  );
}

/** Prints how many kills fell into each phase; gives the phases that make something and were never hit. */
function tabulate(
  subject: Subject,
  profile: Profile,
  hits: ReadonlyMap<string, number>,
  print: (line: string) => void,
): readonly string[] {
  const creating = creatingPhases(profile, subject.unrecorded);
  const phases = [...new Set([...profile.phases.keys(), ...hits.keys()])];
  print(`\n${subject.name}: kills, what is made, how long it takes`);
  for (const phase of phases) {
    const isShort = (profile.phases.get(phase) ?? 0) < 5;
    if (isShort && !hits.has(phase) && !creating.includes(phase)) continue;
    const kinds = profile.resources.filter((resource) => resource.phase === phase).map(({ kind }) => kind);
    const facts = [
      String(hits.get(phase) ?? 0).padStart(5),
      phase.padEnd(34),
      `${(profile.phases.get(phase) ?? 0).toFixed(0).padStart(6)} ms`,
      [...new Set(kinds)].join(", "),
    ];
    print(facts.join("  ").trimEnd());
  }
  return creating.filter((phase) => !hits.has(phase)).map((phase) => `${subject.name}: ${phase}`);
}
