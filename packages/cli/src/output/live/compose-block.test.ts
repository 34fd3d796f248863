import { displayWidth } from "@ingot/hcl";
import type { Event, EventBody } from "@ingot/sdk";
import { expect, test } from "vitest";
import { runStart } from "../../../test/run-start.ts";
import { palette } from "../colours.ts";
import { composeBlock } from "./compose-block.ts";
import { followEvent, type Lanes } from "./lanes.ts";

/** A run, told event by event, each at a time in seconds. */
function lanesAfter(
  ...told: readonly (readonly [seconds: number, build: string | undefined, body: EventBody])[]
): Lanes {
  const lanes: Lanes = new Map();
  for (const [seconds, build, body] of told) {
    const event: Event = {
      v: 1,
      at: "",
      run: "r",
      seq: 0,
      buildSeq: 0,
      ...(build === undefined ? {} : { build }),
      ...body,
    };
    followEvent(lanes, event, seconds * 1000);
  }
  return lanes;
}

const shownAt = (lanes: Lanes, seconds: number, columns = 80, rows = 24) => {
  const lines = composeBlock(lanes, seconds * 1000, { columns, rows }, palette(false));
  for (const line of lines) expect(displayWidth(line)).toBeLessThan(columns);
  return `\n${lines.join("\n")}\n`;
};

const start = (...builds: string[]) => [0, undefined, runStart(builds)] as const;
const begun = (build: string, seconds = 0) => [seconds, build, { type: "build-start", builder: "docker" }] as const;
const step = (build: string, name: string, seconds = 1) =>
  [seconds, build, { type: "step-start", step: name, attempt: 1 }] as const;
const wrote = (build: string, line: string, seconds = 2) =>
  [seconds, build, { type: "output", stream: "stdout", line }] as const;
const provisioning = (build: string, index: number, provisioner: string) =>
  [2, build, { type: "provisioner-start", phase: "provision", index, count: 5, provisioner }] as const;
const ended = (build: string, outcome: "done" | "failed") =>
  [9, build, { type: "build-end", outcome, tookMs: 1 }] as const;
const transfer = (build: string, seconds: number, done: number, total?: number) =>
  [
    seconds,
    build,
    { type: "progress", id: "1", label: "disk.img", done, ...(total === undefined ? {} : { total }), ended: false },
  ] as const;
const mib = 2 ** 20;

test("what builds do, for how long, and what they said last", () => {
  const lanes = lanesAfter(
    start("docker.app", "docker.database", "docker.web", "docker.cache"),
    begun("docker.app"),
    begun("docker.database", 65),
    begun("docker.web", 3000),
    step("docker.app", "StepProvision"),
    provisioning("docker.app", 1, "shell"),
    wrote("docker.app", "Setting up \u001b[32mlibssl3\u001b[0m:amd64\t(3.0.15-1)"),
    step("docker.database", "StepPull"),
    [3, "docker.database", { type: "say", level: "say", text: "Pulling the image\nalpine:3.20" }],
    [4, "docker.web", { type: "cleanup-start", step: "StepRun" }],
  );
  expect(shownAt(lanes, 3725)).toMatchInlineSnapshot(`
    "
    > docker.app       1:02:05  StepProvision 2/5 shell  Setting up libssl3:amd64 …
    > docker.database  1:01:00  StepPull                 alpine:3.20
    - docker.web         12:05  cleaning up StepRun
      and 1 more: 1 waiting
    "
  `);
  expect(shownAt(lanes, 3725, 120)).toMatchInlineSnapshot(`
    "
    > docker.app       1:02:05  StepProvision 2/5 shell  Setting up libssl3:amd64 (3.0.15-1)
    > docker.database  1:01:00  StepPull                 alpine:3.20
    - docker.web         12:05  cleaning up StepRun
      and 1 more: 1 waiting
    "
  `);
});

test("a transfer, in the room that there is", () => {
  const lanes = lanesAfter(
    start("docker.app"),
    begun("docker.app"),
    step("docker.app", "StepDownload"),
    transfer("docker.app", 10, 10 * mib, 64 * mib),
    transfer("docker.app", 12, 20 * mib, 64 * mib),
  );
  for (const columns of [40, 60, 80, 120, 200]) expect(shownAt(lanes, 12, columns)).toMatchSnapshot(`${columns}`);
});

test("a transfer of unknown length, one that counts percents, and several", () => {
  expect(shownAt(lanesAfter(start("a"), begun("a"), transfer("a", 1, 3 * mib)), 3, 120)).toMatchInlineSnapshot(`
    "
    > a   0:03  docker  disk.img 3.0 MiB 0 B/s
    "
  `);
  expect(shownAt(lanesAfter(start("a"), begun("a"), transfer("a", 1, 30, 100)), 3, 120)).toMatchInlineSnapshot(`
    "
    > a   0:03  docker  disk.img [========>                     ]  30%
    "
  `);
  const second = [2, "a", { type: "progress", id: "2", label: "other", done: 1, total: 2, ended: false }] as const;
  const both = lanesAfter(start("a"), begun("a"), transfer("a", 1, 30 * mib, 100 * mib), second);
  expect(shownAt(both, 3, 120)).toMatchInlineSnapshot(`
    "
    > a   0:03  docker  disk.img [========>                     ]  30% 30.0 MiB of 100.0 MiB 0 B/s (+1)
    "
  `);
});

test("the end of a transfer brings the last line back", () => {
  const end = [3, "a", { type: "progress", id: "1", label: "disk.img", done: 9, total: 9, ended: true }] as const;
  const lanes = lanesAfter(start("a"), begun("a"), wrote("a", "said before"), transfer("a", 2, 1, 9), end);
  expect(shownAt(lanes, 3)).toMatchInlineSnapshot(`
    "
    > a   0:03  docker  said before
    "
  `);
});

test("a silent build says so until it is heard again", () => {
  const silent = [47, "a", { type: "heartbeat", step: "StepRun", silentMs: 45_000, elapsedMs: 47_000 }] as const;
  const lanes = lanesAfter(start("a"), begun("a"), step("a", "StepRun"), wrote("a", "the last word"), silent);
  expect(shownAt(lanes, 47)).toMatchInlineSnapshot(`
    "
    > a   0:47  StepRun  silent for 45 s  the last word
    "
  `);
  expect(shownAt(lanes, 200, 120)).toMatchInlineSnapshot(`
    "
    > a   3:20  StepRun  silent for 3 min  the last word
    "
  `);
  const heard = lanesAfter(start("a"), begun("a"), silent, wrote("a", "here again", 48));
  expect(shownAt(heard, 49)).toMatchInlineSnapshot(`
    "
    > a   0:49  docker  here again
    "
  `);
});

test("post-processors, second attempts, and the error-cleanup-provisioner", () => {
  const cleanup = { phase: "error-cleanup", index: 0, count: 1, provisioner: "shell" } as const;
  const lanes = lanesAfter(
    start("a", "b", "c"),
    begun("a"),
    begun("b"),
    begun("c"),
    [1, "a", { type: "post-processor-start", chain: 0, index: 1, postProcessor: "docker-tag" }],
    [1, "b", { type: "step-start", step: "StepRun", attempt: 2 }],
    [1, "c", { type: "provisioner-start", ...cleanup }],
  );
  expect(shownAt(lanes, 2)).toMatchInlineSnapshot(`
    "
    > a   0:02  post-processor docker-tag
    > b   0:02  StepRun (attempt 2)
    > c   0:02  docker error-cleanup shell
    "
  `);
});

test("an interrupted run says of each build how far its end is", () => {
  const lanes = lanesAfter(
    start("a", "b", "c"),
    begun("a"),
    begun("b"),
    step("a", "StepProvision"),
    provisioning("a", 0, "shell"),
    [3, "b", { type: "machine-gone", reason: "The container ended by itself" }],
    [4, undefined, { type: "interrupt", signal: "SIGINT", isSecond: false }],
    [5, "b", { type: "cleanup-start", step: "StepRun" }],
  );
  expect(shownAt(lanes, 6)).toMatchInlineSnapshot(`
    "
    - a   0:06  stopping StepProvision 1/5 shell
    - b   0:06  cleaning up StepRun               The container ended by itself
      and 1 more: 1 waiting
    "
  `);
});

test("more builds than fit are counted", () => {
  const names = Array.from({ length: 20 }, (_, at) => `null.build-${at + 1}`);
  const lanes = lanesAfter(
    start(...names),
    ...names.slice(0, 14).map((name) => begun(name)),
    ended("null.build-1", "done"),
    ended("null.build-3", "failed"),
  );
  expect(shownAt(lanes, 5)).toMatchInlineSnapshot(`
    "
    > null.build-2   0:05  docker
    > null.build-4   0:05  docker
    > null.build-5   0:05  docker
    > null.build-6   0:05  docker
    > null.build-7   0:05  docker
    > null.build-8   0:05  docker
    > null.build-9   0:05  docker
      and 13 more: 5 running, 6 waiting, 1 done, 1 failed
    "
  `);
  expect(shownAt(lanes, 5, 200, 50).split("\n")).toHaveLength(2 + 12 + 1);
  expect(shownAt(lanes, 5, 80, 8)).toMatchInlineSnapshot(`
    "
    > null.build-2   0:05  docker
      and 19 more: 11 running, 6 waiting, 1 done, 1 failed
    "
  `);
});

test("a run of one build, and one of which nothing is left", () => {
  expect(shownAt(lanesAfter(start("a"), begun("a")), 0)).toBe("\n> a   0:00  docker\n");
  expect(shownAt(lanesAfter(start("a"), begun("a"), ended("a", "done")), 10)).toBe("\n\n");
  expect(shownAt(lanesAfter(start("a")), 10)).toBe("\n\n");
});

test("long and wide texts are cut, and nothing is shown where there is too little room", () => {
  const name = "amazon-ebs.日本語の長い名前のビルド-that-goes-on-and-on";
  const lanes = lanesAfter(
    start(name),
    begun(name),
    step(name, "StepCreateSomethingWithALongName"),
    wrote(name, "🎉".repeat(200)),
  );
  expect(shownAt(lanes, 5)).toMatchInlineSnapshot(`
    "
    > amazon-ebs.日本語…    0:05  StepCreateSomethingWithALong…  🎉🎉🎉🎉🎉🎉🎉🎉…
    "
  `);
  expect(shownAt(lanes, 5, 40)).toMatchInlineSnapshot(`
    "
    > amazon-e…   0:05  StepCreateSom…  🎉…
    "
  `);
  expect(shownAt(lanes, 5, 39)).toBe("\n\n");
  expect(shownAt(lanes, 5, 80, 7)).toBe("\n\n");
});
