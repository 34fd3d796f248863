import type { Event, EventBody } from "@ingot/sdk";
import { expect, test } from "vitest";
import { runStart } from "../../../test/run-start.ts";
import { buildModel } from "./model.ts";

const began = "2026-01-01T00:00:00.000Z";

/** The model of these events; each has its time in front, in milliseconds. */
function modelOf(isComplete: boolean, ...events: readonly (readonly [ms: number, body: EventBody, build?: string])[]) {
  const lastMs = events.at(-1)?.[0] ?? 0;
  const meta = { v: 1, run: "r", began, lastMs, isComplete, logs: [], cutEvents: 0 } as const;
  return buildModel(
    meta,
    events.map(([ms, body, build], seq): Event => {
      const at = new Date(Date.parse(began) + ms).toISOString();
      return { v: 1, at, run: "r", ...(build === undefined ? {} : { build }), seq, buildSeq: seq, ...body };
    }),
  );
}

const steps = (attempt: number): EventBody => ({ type: "step-start", step: "StepRun", attempt });

test("a step that was retried is two spans, and what has not ended is open up to the end", () => {
  const { builds, outcome } = modelOf(
    false,
    [5, runStart(["a", "b"])],
    [10, { type: "build-start", builder: "null" }, "a"],
    [20, steps(1), "a"],
    [30, { type: "step-end", step: "StepRun", outcome: "failed", tookMs: 10, error: "no" }, "a"],
    [40, steps(2), "a"],
    [45, { type: "provisioner-start", phase: "provision", index: 0, count: 2, provisioner: "shell" }, "a"],
    [90, { type: "interrupt", signal: "SIGINT", isSecond: true }],
  );
  expect(outcome).toBe("open");
  expect(builds.map((build) => [build.name, build.outcome])).toEqual([
    ["a", "open"],
    ["b", "waiting"],
  ]);
  expect(
    builds[0]?.spans.map(({ name, note, startMs, endMs, outcome: end }) => [name, note, startMs, endMs, end]),
  ).toEqual([
    ["StepRun", "", 20, 30, "failed"],
    ["StepRun", "attempt 2", 40, 90, "open"],
    ["shell", "1 of 2", 45, 90, "open"],
  ]);
});

test("what went wrong stands in front of warnings, and an artifact that is handed on is told once", () => {
  const artifact = { builderId: "b", id: "i", files: ["f"], text: "t" };
  const { problems, artifacts, outcome, tookMs } = modelOf(
    true,
    [
      0,
      {
        type: "diagnostic",
        diagnostic: { severity: "warning", summary: "Odd", detail: "Look." },
        text: "Warning: Odd\n\nLook.",
      },
    ],
    [5, runStart(["a"])],
    [6, { type: "build-start", builder: "null" }, "a"],
    [8, { type: "artifact", index: 0, artifact }, "a"],
    [8, { type: "artifact", index: 1, artifact }, "a"],
    [9, { type: "build-end", outcome: "failed", tookMs: 3, error: "broken" }, "a"],
    [9, { type: "run-end", outcome: "failed", tookMs: 4, failed: 1 }],
  );
  expect([outcome, tookMs]).toEqual(["failed", 4]);
  expect(problems.map(({ summary, text }) => [summary, text])).toEqual([
    ["The build failed", "broken"],
    ["Odd", "Look."],
  ]);
  expect(artifacts).toEqual([{ build: "a", artifact, count: 2 }]);
});

test("resources are told by what became of them last", () => {
  const resource = (change: "intent" | "created" | "destroyed", id?: string): EventBody => ({
    type: "resource",
    change,
    kind: "k",
    ...(id === undefined ? {} : { id }),
  });
  const { resources } = modelOf(
    true,
    [0, resource("intent"), "a"],
    [1, resource("created", "x"), "a"],
    [2, resource("created", "y"), "a"],
    [3, resource("destroyed", "x"), "a"],
  );
  expect(resources.map(({ id, state }) => [id, state])).toEqual([
    ["x", "destroyed"],
    ["y", "created"],
  ]);
});
