import { expect, test } from "vitest";
import type { ConnectProblem } from "./connect-error.ts";
import { createPauses, usualRhythm } from "./rhythm.ts";

/** When attempts are made within an interval, where each fails at once, in milliseconds. */
function attemptsWithin(intervalMs: number, problem: ConnectProblem): number[] {
  const pauseAfter = createPauses(usualRhythm, 10);
  const times: number[] = [];
  for (let now = 0; now < intervalMs; now += pauseAfter(problem)) times.push(now);
  return times;
}

test("a port that nobody listens at is asked ten times a second, however long it takes", () => {
  expect(attemptsWithin(60_000, "absent")).toHaveLength(600);
});

test("a machine that cannot be reached is asked at once, and then twice a second", () => {
  const times = attemptsWithin(60_000, "unreachable");
  expect(times.slice(0, 5)).toEqual([0, 100, 250, 475, 812.5]);
  expect(times.length).toBeGreaterThan(120);
  expect(times.length).toBeLessThan(125);
});

test("refused logins last as long as with even pauses, and the first follow each other sooner", () => {
  const pausesOf = (attempts: number, count: number) => {
    const pauseAfter = createPauses(usualRhythm, attempts);
    return Array.from({ length: count }, () => Math.round(pauseAfter("authentication")));
  };
  const usual = pausesOf(10, 9);
  expect(usual.slice(0, 4)).toEqual([778, 2333, 3889, 5444]);
  expect(Math.round(usual.reduce((sum, pause) => sum + pause, 0) / 100)).toBe(630);
  expect(pausesOf(2, 1)).toEqual([7000]);
  // Without a limit they grow to the usual one and stay there.
  expect(pausesOf(0, 6)).toEqual([778, 2333, 3889, 5444, 7000, 7000]);
});
