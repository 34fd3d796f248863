// A program that owns things is killed at random moments; afterwards nothing is left of it but what it had handed over.

import { spawn } from "node:child_process";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { processesWith } from "@ingot/sdk";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findKind } from "../../test/fixtures/kinds.ts";
import { recoverRuns } from "./recover-runs.ts";
import type { Recovered } from "./report.ts";

const kills = Number(process.env.INGOT_TEST_KILLS ?? 20);
const seed = Number(process.env.INGOT_TEST_SEED ?? Date.now() % 1_000_000);
let root: string;
let program: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "kill-and-recover-"));
  program = join(root, "own-things.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("../../test/fixtures/own-things.ts", import.meta.url))],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    // Optional: ssh2 asks for them and goes on without.
    external: ["cpu-features", "*.node"],
    logLevel: "error",
  });
});

afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

test(`nothing is left after ${kills} kills (INGOT_TEST_SEED=${seed})`, { timeout: kills * 10_000 }, async () => {
  const random = randomNumbers(seed);
  let recovered = 0;
  for (let round = 0; round < kills; round++) {
    const state = join(root, `state-${round}`);
    const work = join(root, `work-${round}`);
    const lookAlikes = await plantLookAlikes(work);
    const mark = `${process.pid}-${round}-${seed}`;
    const handedOver = await runUntilKilled(state, work, mark, {
      afterMs: 60 + random() * 350,
      isAlone: random() < 0.5,
    });
    if (random() < 0.3) await damageJournals(state);
    const recover = () => recoverRuns({ ...recovery, stateDir: state });
    const reports = random() < 0.4 ? (await Promise.all([recover(), recover()])).flat() : await recover();
    recovered += destroyedIn(reports);
    const left = await inventory(work);
    // The kill may fall between a commit and the line that tells of it: each of the two builds has two outputs.
    const untold = left.filter((path) => !lookAlikes.includes(path) && !handedOver.includes(path));
    expect(untold.filter((path) => !/\/(file|folder)-\d+$/.test(path))).toEqual([]);
    expect(untold.length).toBeLessThanOrEqual(4);
    for (const path of [...lookAlikes, ...handedOver]) expect(left).toContain(path);
    expect(await leftProcesses(mark)).toEqual([]);
    expect(await readdir(join(state, "runs"))).toEqual([]);
    expect((await recover()).flatMap((report) => report.destroyed)).toEqual([]);
  }
  expect(recovered).toBeGreaterThan(kills);
});

const recovery = {
  kinds: findKind,
  secret: async (name: string) => name,
  outputs: true,
  signal: new AbortController().signal,
};

function destroyedIn(reports: readonly Recovered[]): number {
  for (const report of reports) expect(report.failed).toEqual([]);
  return reports.reduce((sum, report) => sum + report.destroyed.length, 0);
}

/** The processes with this mark, as their command lines and whether they are the run's. */
async function leftProcesses(mark: string): Promise<readonly string[]> {
  const pids = await processesWith("INGOT_TEST_MARK", mark);
  const ofRuns = await processesWith("INGOT_RUN");
  return await Promise.all(
    pids.map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, "latin1").catch(() => "");
      return `${pid} ${command.replaceAll("\0", " ")}${ofRuns.includes(pid) ? "of a run" : ""}`;
    }),
  );
}

async function plantLookAlikes(work: string): Promise<readonly string[]> {
  await mkdir(join(work, "out", "folder-x"), { recursive: true });
  await mkdir(join(work, "daemon-ingot-0123456789-1-abcdefghij"));
  await writeFile(join(work, "ingot-0123456789-2-abcdefghij"), "not ours");
  return inventory(work);
}

/** Everything that a run can make or leave: files, and folders down to those that outputs are made in. */
async function inventory(work: string): Promise<readonly string[]> {
  const paths = (await readdir(work)).filter((name) => name !== "out").map((name) => join(work, name));
  const outputs = await readdir(join(work, "out")).catch(() => []);
  return [...paths, ...outputs.map((name) => join(work, "out", name))].sort();
}

/** @returns the paths that it told of as handed over */
async function runUntilKilled(
  state: string,
  work: string,
  mark: string,
  how: { readonly afterMs: number; readonly isAlone: boolean },
): Promise<readonly string[]> {
  const child = spawn(process.execPath, [program, state, work], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, INGOT_TEST_MARK: mark },
  });
  let told = "";
  child.stdout.on("data", (chunk: Buffer) => {
    told += chunk.toString();
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  await untilThere(join(state, "runs"));
  await new Promise((resolve) => setTimeout(resolve, how.afterMs));
  const pid = child.pid ?? 0;
  process.kill(how.isAlone ? pid : -pid, "SIGKILL");
  // Programs that it left behind hold nothing of its output.
  await ended;
  return told.split("\n").slice(0, -1);
}

async function untilThere(path: string): Promise<void> {
  while (!(await stat(path).catch(() => undefined))) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function damageJournals(state: string): Promise<void> {
  for (const run of await readdir(join(state, "runs"))) {
    const file = join(state, "runs", run, "journal");
    if (await readFile(file).catch(() => undefined)) await appendFile(file, '{"t":"gone","n":1}\tdeadbeef\n{"t":"int');
  }
}

/** A small generator with a seed (mulberry32): the test prints it. */
function randomNumbers(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
