import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { isTimeout, startClock } from "./build-timeout.ts";

test("says how long, and where the build was at the end", async () => {
  const clock = startClock(20, () => "StepProvision, provisioner 2 of 3 (shell)");
  if (!clock.signal.aborted) await once(clock.signal, "abort");
  expect(isTimeout(clock.signal.reason)).toBe(true);
  expect(clock.signal.reason).toMatchInlineSnapshot(
    `[BuildTimeoutError: The build did not end within its timeout of 20ms. It was stopped in StepProvision, provisioner 2 of 3 (shell). Raise the timeout, or see why that takes so long]`,
  );
});

test("stands still while somebody is asked, and goes on behind the last question", async () => {
  const clock = startClock(30, () => "StepConnect");
  const wasStopped = await clock.standStill(async () => {
    await clock.standStill(() => sleep(60));
    await sleep(60);
    return clock.signal.aborted;
  });
  expect(wasStopped).toBe(false);
  await once(clock.signal, "abort");
});

test("never rings without a limit, or after its build", async () => {
  const clocks = [startClock(0, () => ""), startClock(10, () => "")];
  for (const clock of clocks) clock.stop();
  await sleep(40);
  expect(clocks.map(({ signal }) => signal.aborted)).toEqual([false, false]);
});

test("a limit beyond what a timer can hold does not ring at once", async () => {
  const clock = startClock(100 * 24 * 3_600_000, () => "");
  await sleep(20);
  expect(clock.signal.aborted).toBe(false);
  clock.stop();
});
