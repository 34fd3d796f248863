import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { killTree, resourceKind } from "@ingot/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findKind, markedFolder, plainFile, slowFile } from "../../test/fixtures/kinds.ts";
import { describeOwner, type Owner, ownerTag } from "../journal/owner.ts";
import { encodeRecord, type JournalRecord } from "../journal/record.ts";
import { listDeadRuns } from "./find-runs.ts";
import { forgetRun } from "./forget-run.ts";
import { recoverRuns } from "./recover-runs.ts";
import type { Recovered, RecoverOptions } from "./report.ts";

let folder: string;
let stateDir: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "recover-runs-"));
  stateDir = join(folder, "state");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const self = await describeOwner();
/** Our own number, started at another time: a process that is gone. */
const dead: Owner = { ...self, start: "1" };
const rebooted: Owner = { ...self, boot: "000000000000" };
const elsewhere: Owner = { ...rebooted, machine: "000000000000" };

/** Lays a run into the state folder as if its process had written it. */
async function layRun(run: string, owner: Owner, records: readonly JournalRecord[], name = run, v = 1): Promise<void> {
  const path = join(stateDir, "runs", name);
  await mkdir(path, { recursive: true });
  const first = encodeRecord({ t: "run", v, run, at: 1_700_000_000_000, owner });
  await writeFile(join(path, "journal.copy"), first);
  await writeFile(join(path, "journal"), first + records.map(encodeRecord).join(""));
}

type Intent = Extract<JournalRecord, { t: "intent" }>;

function intent(n: number, path: string, change: Partial<Intent> = {}): Intent {
  const spec = { path: join(folder, path) };
  return {
    t: "intent",
    n,
    at: Date.now(),
    build: "b",
    step: "s",
    kind: plainFile.kind,
    spec,
    on: [],
    life: "run",
    ...change,
  };
}

async function layFiles(...names: readonly string[]): Promise<void> {
  for (const name of names) await writeFile(join(folder, name), "");
}

const filesLeft = async () => (await readdir(folder)).filter((name) => name !== "state").sort();
const runsLeft = async () => await readdir(join(stateDir, "runs"));

function recover(options: Partial<RecoverOptions> = {}): Promise<readonly Recovered[]> {
  const signal = new AbortController().signal;
  return recoverRuns({ stateDir, kinds: findKind, secret: async (name) => name, signal, ...options });
}

const described = (things: readonly { readonly description: string }[]) =>
  things.map((thing) => thing.description.replaceAll(`${folder}/`, ""));

test("nothing to do where there is no state folder", async () => {
  expect(await recover()).toEqual([]);
  expect(await listDeadRuns(stateDir, findKind)).toEqual([]);
  expect(existsSync(stateDir)).toBe(false);
});

test("what a dead run left goes, newest first, with or without an id; look-alikes stay", async () => {
  await layFiles("a", "b", "c", "gone-already-too", "a1", "ab");
  const records: JournalRecord[] = [
    intent(1, "a"),
    { t: "id", n: 1, id: join(folder, "a") },
    intent(2, "b"),
    intent(3, "gone-already"),
    intent(4, "c"),
    { t: "gone", n: 2 },
  ];
  await layRun("r1", dead, records);
  const [report] = await recover();
  expect(described(report?.destroyed ?? [])).toEqual(["file c", "file gone-already", "file a"]);
  expect(await filesLeft()).toEqual(["a1", "ab", "b", "gone-already-too"]);
  expect(await runsLeft()).toEqual([]);
});

test.each([
  ["a living run", self, "r1", "alive"],
  ["a run of another machine", elsewhere, "r1", "unknown"],
  ["a run that somebody alive cleans up", dead, `r1@${ownerTag(self)}`, "busy"],
  ["a run that somebody elsewhere cleans up", dead, `r1@${ownerTag(elsewhere)}`, "unknown"],
] as const)("%s is left alone", async (_, owner, name, standing) => {
  await layFiles("a");
  await layRun("r1", owner, [intent(1, "a")], name);
  const reports = await recover();
  expect(reports.map((report) => report.standing)).toEqual(standing === "alive" ? [] : [standing]);
  for (const report of reports) expect(report.problem).toMatch(/\.$/);
  expect(await filesLeft()).toEqual(["a"]);
  expect(await runsLeft()).toEqual([name]);
});

test("a living run is not touched even when it is named", async () => {
  await layFiles("a");
  await layRun("r1", self, [intent(1, "a")]);
  const [report] = await recover({ run: "r1" });
  expect(report?.problem).toBe(
    `The run is going on, as process ${process.pid}. End it first: it cleans up after itself.`,
  );
  expect(await filesLeft()).toEqual(["a"]);
});

test("a run of unknown fate goes when it is named, and no other with it", async () => {
  await layFiles("a", "b");
  await layRun("r1", elsewhere, [intent(1, "a")]);
  await layRun("r2", dead, [intent(1, "b")]);
  const [report] = await recover({ run: "r1" });
  expect(described(report?.destroyed ?? [])).toEqual(["file a"]);
  expect(await filesLeft()).toEqual(["b"]);
});

test("a clean-up that died is taken over", async () => {
  await layFiles("a");
  await layRun("r1", dead, [intent(1, "a")], `r1@${ownerTag({ ...dead, start: "2" })}`);
  expect((await recover()).map((report) => report.destroyed.length)).toEqual([1]);
  expect(await filesLeft()).toEqual([]);
  expect(await runsLeft()).toEqual([]);
});

test("after another boot, what ended with it is dropped and not touched", async () => {
  await layFiles("a", "b");
  await layRun("r1", rebooted, [intent(1, "a"), intent(2, "b", { kind: slowFile.kind })]);
  const [report] = await recover();
  expect(described(report?.destroyed ?? [])).toEqual(["file a"]);
  expect(described(report?.ended ?? [])).toEqual(["slow file b"]);
  expect(await filesLeft()).toEqual(["b"]);
  expect(await runsLeft()).toEqual([]);
});

test("what is kept, and outputs of finished builds, go only when asked for", async () => {
  await layFiles("kept", "finished", "half", "handed-over", "run");
  const output = { life: "output" } as const;
  await layRun("r1", dead, [
    intent(1, "kept"),
    intent(2, "finished", output),
    intent(3, "handed-over", output),
    { t: "finished", n: [2, 3] },
    { t: "keep", n: [1] },
    { t: "commit", n: [3] },
    intent(4, "half", output),
    intent(5, "run"),
  ]);
  const [found] = await listDeadRuns(stateDir, findKind);
  expect([found?.things, found?.kept, found?.outputs].map((things) => described(things ?? []))).toEqual([
    ["file half", "file run"],
    ["file kept"],
    ["file finished"],
  ]);
  const [first] = await recover();
  expect(described(first?.kept ?? [])).toEqual(["file kept"]);
  expect(described(first?.outputs ?? [])).toEqual(["file finished"]);
  expect(await filesLeft()).toEqual(["finished", "handed-over", "kept"]);
  expect(await runsLeft()).toEqual(["r1"]);
  await recover({ outputs: true });
  expect(await filesLeft()).toEqual(["handed-over", "kept"]);
  await recover({ withKept: true });
  expect(await filesLeft()).toEqual(["handed-over"]);
  expect(await runsLeft()).toEqual([]);
});

test("a dry run tells and changes nothing", async () => {
  await layFiles("a");
  await layRun("r1", dead, [intent(1, "a")]);
  const before = await readFile(join(stateDir, "runs", "r1", "journal"), "utf8");
  const [report] = await recover({ dryRun: true });
  expect(described(report?.destroyed ?? [])).toEqual(["file a"]);
  expect(await filesLeft()).toEqual(["a"]);
  expect(await readFile(join(stateDir, "runs", "r1", "journal"), "utf8")).toBe(before);
});

test("what cannot go keeps what it stands on; the rest goes, and the next recovery tries again", async () => {
  await layFiles("below", "above", "beside");
  await layRun("r1", dead, [
    intent(1, "below"),
    intent(2, "above", { kind: "test.stuck", on: [1] }),
    intent(3, "beside"),
  ]);
  const stuck = resourceKind<{ readonly path: string }>({
    ...plainFile,
    named: (spec) => spec.path,
    destroy: async (_, __, { secret }) => void (await secret("password")),
  });
  const kinds = async (kind: string) => (kind === "test.stuck" ? stuck : findKind(kind));
  const secret = async (name: string) => {
    throw new Error(`The secret "${name}" is needed to log in; set it with -var`);
  };
  const [report] = await recover({ kinds, secret });
  expect(report?.failed.map((leftover) => leftover.reason)).toEqual([
    'The secret "password" is needed to log in; set it with -var',
    `file ${folder}/above stands on it and is still there`,
  ]);
  expect(await filesLeft()).toEqual(["above", "below"]);
  await recover({ kinds: async () => plainFile });
  expect(await filesLeft()).toEqual([]);
  expect(await runsLeft()).toEqual([]);
});

test("a kind that nobody knows stays, and the message names the plugin", async () => {
  await layRun("r1", dead, [intent(1, "a", { kind: "acme.server" })]);
  const [report] = await recover();
  expect(report?.failed.map((leftover) => leftover.reason)).toEqual([
    'nobody here knows resources of the kind "acme.server"; install the plugin "acme", then run "ingot cleanup" again',
  ]);
  expect(await runsLeft()).toEqual(["r1"]);
});

test("a journal of a newer version is not touched", async () => {
  await layFiles("a");
  await layRun("r1", dead, [intent(1, "a")], "r1", 2);
  const [report] = await recover();
  expect(report?.standing).toBe("newer");
  expect(report?.problem).toBe(
    `${stateDir}/runs/r1/journal was written by a newer Ingot: it has format 2, and this version reads format 1. Nothing of it was touched. Run "ingot cleanup" with the newer version.`,
  );
  expect(await filesLeft()).toEqual(["a"]);
  expect(await runsLeft()).toEqual(["r1"]);
});

test("damaged lines lose nothing, wherever they stand", async () => {
  await layFiles("a", "b");
  await layRun("r1", dead, [intent(1, "a"), intent(2, "b")]);
  const file = join(stateDir, "runs", "r1", "journal");
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line.includes("intent"));
  await writeFile(file, ["garbage", lines[0], '{"t":"gone","n":1}\tdeadbeef', lines[1], '{"t":"gone"'].join("\n"));
  expect((await recover()).map((report) => report.destroyed.length)).toEqual([2]);
  expect(await filesLeft()).toEqual([]);
});

test("a run that does not say whose it is goes only when it is named", async () => {
  await layFiles("a");
  await layRun("r1", dead, [intent(1, "a")]);
  for (const name of ["journal.copy", "journal"]) {
    const file = join(stateDir, "runs", "r1", name);
    await writeFile(file, (await readFile(file, "utf8")).replace('"run"', '"rum"'));
  }
  expect((await recover()).map((report) => report.standing)).toEqual(["unknown"]);
  expect(await filesLeft()).toEqual(["a"]);
  await recover({ run: "r1" });
  expect(await filesLeft()).toEqual([]);
});

test("what the other side still makes after the death is waited for", async () => {
  const spec = { folder, mark: "ingot-r1-1-x" };
  await layRun("r1", dead, [intent(1, "", { kind: markedFolder.kind, spec, at: Date.now() })]);
  const recovering = recover();
  await sleep(100);
  await mkdir(join(folder, "late-ingot-r1-1-x"));
  await recovering;
  expect(await filesLeft()).toEqual([]);
});

test("two recoveries at once destroy everything once", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `file-${index}`);
  await layFiles(...names);
  for (const [index, name] of names.entries()) await layRun(`r${index}`, dead, [intent(1, name)]);
  const reports = (await Promise.all([recover(), recover(), recover()])).flat();
  expect(reports.flatMap((report) => described(report.destroyed)).sort()).toEqual(
    names.map((name) => `file ${name}`).sort(),
  );
  expect(reports.flatMap((report) => report.failed)).toEqual([]);
  expect(await filesLeft()).toEqual([]);
  expect(await runsLeft()).toEqual([]);
});

test("the dead run's processes end first, and only those", async () => {
  const start = (run: string) => {
    const env = { ...process.env, INGOT_RUN: run };
    // The inner program has no mark of its own: it goes as a descendant.
    return spawn("/bin/sh", ["-c", "env -u INGOT_RUN sleep 1000 & wait"], { stdio: "ignore", env });
  };
  const ours = start("r1");
  const others = start("r10");
  const ended = new Promise((resolve) => ours.once("exit", resolve));
  await sleep(100);
  await layRun("r1", dead, [intent(1, "a")]);
  const [report] = await recover();
  await ended;
  expect(report?.endedProcesses).toContain(ours.pid);
  expect(report?.endedProcesses).toHaveLength(2);
  expect(others.exitCode ?? others.signalCode).toBeNull();
  await killTree(others.pid ?? 0);
});

test("folders on their way in or out of the state folder are swept, those of the living are not", async () => {
  const runs = join(stateDir, "runs");
  const names = [
    `.new-r1@${ownerTag(dead)}`,
    ".old-r2",
    ".old-r3@somebody",
    `.new-r4@${ownerTag(self)}`,
    ".new-r5@?",
    "notes",
  ];
  for (const name of names) {
    await mkdir(join(runs, name), { recursive: true });
    await appendFile(join(runs, name, "journal"), "x");
  }
  await rename(join(runs, "notes"), join(runs, "My notes"));
  await recover();
  expect((await runsLeft()).sort()).toEqual([`.new-r4@${ownerTag(self)}`, ".new-r5@?", "My notes"].sort());
});

test("a thing of which nothing can be read is reported, and its run stays until it is forgotten", async () => {
  await layFiles("a", "b");
  await layRun("r1", dead, [intent(1, "a"), intent(2, "b")]);
  const file = join(stateDir, "runs", "r1", "journal");
  await writeFile(file, (await readFile(file, "utf8")).replaceAll('"n":1', '"n":7'));
  const [report] = await recover();
  expect(described(report?.destroyed ?? [])).toEqual(["file b"]);
  expect(report?.lostEntries).toBe(1);
  expect(await filesLeft()).toEqual(["a"]);
  expect(await runsLeft()).toEqual(["r1"]);
  const asked: string[][] = [];
  const forget = (answer: boolean) =>
    forgetRun({
      stateDir,
      run: "r1",
      kinds: findKind,
      confirm: async (things) => {
        asked.push([...described(things)]);
        return answer;
      },
    });
  expect(await forget(false)).toEqual({ k: "declined" });
  expect(await runsLeft()).toEqual(["r1"]);
  expect(await forget(true)).toEqual({ k: "forgotten" });
  expect(await forget(true)).toEqual({ k: "unknown" });
  expect(asked).toEqual([[], []]);
  expect(await runsLeft()).toEqual([]);
  expect(await filesLeft()).toEqual(["a"]);
});

test.each([
  ["alive", self, "r1"],
  ["being cleaned up", dead, `r1@${ownerTag(self)}`],
] as const)("a run that is %s is not forgotten", async (_, owner, name) => {
  await layRun("r1", owner, [intent(1, "a")], name);
  const confirm = async () => true;
  expect((await forgetRun({ stateDir, run: "r1", kinds: findKind, confirm })).k).toBe("refused");
  expect(await runsLeft()).toEqual([name]);
});

test("only runs of that age go; one that does not tell its age is named", async () => {
  await layFiles("a", "b");
  await layRun("r1", dead, [intent(1, "a")]);
  await layRun("r2", dead, [intent(1, "b")]);
  const file = join(stateDir, "runs", "r2", "journal");
  for (const path of [file, `${file}.copy`]) {
    const first = encodeRecord({ t: "run", v: 1, run: "r2", at: Date.now() - 3_600_000, owner: dead });
    await writeFile(path, first + (path === file ? encodeRecord(intent(1, "b")) : ""));
  }
  expect((await recover({ olderThanMs: 7_200_000 })).map(({ run }) => run)).toEqual(["r1"]);
  expect(await filesLeft()).toEqual(["b"]);
  expect(await recover({ olderThanMs: 7_200_000 })).toEqual([]);
  expect((await recover({ olderThanMs: 3_000_000 })).map(({ run }) => run)).toEqual(["r2"]);
  await layRun("r3", dead, []);
  for (const name of ["journal.copy", "journal"]) await writeFile(join(stateDir, "runs", "r3", name), "?");
  const [report] = await recover({ olderThanMs: 0 });
  expect(report?.problem).toBe(
    'It does not say any more when it began. If it is old enough, run "ingot cleanup -run=r3".',
  );
});

test("why a clean-up failed is known to the next who asks", async () => {
  await layRun("r1", dead, [intent(1, "a", { kind: "acme.server" })]);
  expect((await listDeadRuns(stateDir, findKind))[0]?.failure).toBeUndefined();
  // One in the background that could not even begin has left its last words.
  await writeFile(join(stateDir, "runs", "r1", "cleanup.log"), "sh: 1: node: not found\n");
  expect((await listDeadRuns(stateDir, findKind))[0]?.failure).toBe("sh: 1: node: not found");
  await recover();
  expect((await listDeadRuns(stateDir, findKind))[0]?.failure).toMatch(
    /^acme\.server \{.*\}: nobody here knows resources of the kind "acme.server"; install the plugin "acme"/,
  );
});

test("a dead run whose supervisor is about to clean up is no leftover yet", async () => {
  await layRun("r1", dead, [intent(1, "a")]);
  const env = { ...process.env, INGOT_SUPERVISOR: "r1" };
  const supervisor = spawn("sleep", ["1000"], { stdio: "ignore", env });
  await sleep(50);
  expect((await listDeadRuns(stateDir, findKind)).map(({ standing, pid }) => [standing, pid])).toEqual([
    ["busy", supervisor.pid],
  ]);
  supervisor.kill("SIGKILL");
  await new Promise((resolve) => supervisor.once("exit", resolve));
  expect((await listDeadRuns(stateDir, findKind)).map(({ standing }) => standing)).toEqual(["dead"]);
});
