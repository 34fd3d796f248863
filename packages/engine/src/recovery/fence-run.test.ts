// What a run has started ends with it, however it tries to get away: these programs are real shells that do nothing else.

import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { processesWith, processId } from "@ingot/sdk";
import { afterEach, expect, test } from "vitest";
import { fenceRun } from "./fence-run.ts";

const signal = new AbortController().signal;
const started: ChildProcess[] = [];
let names = 0;

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

/** Starts a shell as a run does, and gives the run's id. */
function start(script: string, env: Readonly<Record<string, string>> = {}): { run: string; child: ChildProcess } {
  const run = `fence${process.pid}x${names++}`;
  const child = spawn("/bin/sh", ["-c", script], {
    detached: true,
    stdio: "ignore",
    env: { ...process.env, INGOT_RUN: run, ...env },
  });
  started.push(child);
  return { run, child };
}

/** Looks for as long as a program in hiding may take to show itself. */
async function staysEmpty(run: string): Promise<void> {
  for (let look = 0; look < 10; look++) {
    expect(await processesWith("INGOT_RUN", run)).toEqual([]);
    await sleep(15);
  }
}

test("a program that hops from process to process, each the orphan of the last, is caught in its flight", async () => {
  // Each hop is a fork, a change of program, a session of its own, and the end of the parent.
  const hop = 'if [ "$1" -gt 0 ]; then setsid /bin/sh -c "$0" "$0" $(($1 - 1)) & exit; fi; exec sleep 1000';
  for (let round = 0; round < 5; round++) {
    const { run } = start('exec /bin/sh -c "$HOP" "$HOP" 150', { HOP: hop });
    await sleep(20 + round * 17);
    const ended = await fenceRun(run, new Set(), signal);
    expect(ended.length).toBeGreaterThan(0);
    await staysEmpty(run);
  }
});

test("two that start each other anew, and do not end when asked, end all the same", async () => {
  const pair =
    'trap "" TERM; while :; do [ -e "/proc/$1" ] || { /bin/sh -c "$0" "$0" $$ & set -- $!; }; sleep 0.01; done';
  const { run } = start('/bin/sh -c "$PAIR" "$PAIR" 0 & /bin/sh -c "$PAIR" "$PAIR" 0 & wait', { PAIR: pair });
  await sleep(200);
  expect((await fenceRun(run, new Set(), signal)).length).toBeGreaterThan(2);
  await staysEmpty(run);
});

test("what has dropped the mark ends with its parent", async () => {
  const { run, child } = start("env -u INGOT_RUN TAIL=$INGOT_RUN sleep 1000 & wait");
  await sleep(100);
  expect(await processesWith("TAIL", run)).toHaveLength(1);
  expect(await fenceRun(run, new Set(), signal)).toContain(child.pid);
  expect(await processesWith("TAIL", run)).toEqual([]);
});

test("what is kept on purpose stays, with its children; and so do a supervisor and what it has started", async () => {
  const { run, child } = start("sleep 1000 & wait");
  const watched = start("sleep 1000 & wait", { INGOT_RUN: run, INGOT_SUPERVISOR: "nested" });
  const elsewhere = start("sleep 1000");
  await sleep(100);
  const id = await processId(child.pid ?? 0);
  expect(await fenceRun(run, new Set([id]), signal)).toEqual([]);
  expect(await processesWith("INGOT_RUN", run)).toHaveLength(4);
  expect((await fenceRun(run, new Set(), signal)).length).toBe(2);
  expect(await processesWith("INGOT_SUPERVISOR", "nested")).toHaveLength(2);
  for (const { run: other, child: shell } of [watched, elsewhere]) {
    process.kill(-(shell.pid ?? 0), "SIGKILL");
    await fenceRun(other, new Set(), signal);
  }
});
