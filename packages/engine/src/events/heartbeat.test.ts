import { setTimeout as sleep } from "node:timers/promises";
import { createSecretFilter, type EventBody } from "@ingot/sdk";
import { afterEach, expect, test } from "vitest";
import { createBus } from "./bus.ts";
import { createStamp } from "./stamp.ts";

type Beat = Extract<EventBody, { type: "heartbeat" }> & { readonly build: string };

const firstMs = 20;
let close = async () => {};
afterEach(() => close());

function listen() {
  const beats: Beat[] = [];
  const bus = createBus({
    stamp: createStamp("r"),
    renderers: [
      {
        render: (event) => {
          if (event.type === "heartbeat") beats.push({ ...event, build: event.build ?? "" });
        },
        close: async () => {},
      },
    ],
    masker: createSecretFilter(),
    heartbeatMs: firstMs,
  });
  close = bus.close;
  return { bus, beats };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

test("a silent build is told of at growing distances, with the step it is in", async () => {
  const { bus, beats } = listen();
  bus.emit({ type: "build-start", builder: "null" }, "null.a");
  bus.emit({ type: "step-start", step: "StepConnect", attempt: 1 }, "null.a");
  await until(() => beats.length >= 3);
  const silences = beats.map(({ silentMs }) => silentMs);
  expect(silences.map((silentMs, index) => silentMs >= firstMs * 2 ** index)).toEqual(silences.map(() => true));
  expect(new Set(beats.map(({ build, step }) => `${build} ${step}`))).toEqual(new Set(["null.a StepConnect"]));
  expect(beats.every(({ elapsedMs, silentMs }) => elapsedMs >= silentMs)).toBe(true);
});

test("a word ends the silence, and the end of a build all of them", async () => {
  const { bus, beats } = listen();
  bus.emit({ type: "build-start", builder: "null" }, "null.a");
  await until(() => beats.length >= 2);
  bus.ui("null.a").say("here");
  const before = beats.length;
  await until(() => beats.length > before);
  // The first distance again, and not the third.
  expect(beats[before]?.elapsedMs).toBeGreaterThan(beats[before]?.silentMs ?? 0);
  bus.emit({ type: "build-end", outcome: "done", tookMs: 1 }, "null.a");
  const atEnd = beats.length;
  await sleep(firstMs * 5);
  expect(beats).toHaveLength(atEnd);
});

test("who is asked knows that the build waits; a transfer's progress is no word", async () => {
  const { bus, beats } = listen();
  bus.emit({ type: "build-start", builder: "null" }, "null.a");
  bus.emit({ type: "build-start", builder: "null" }, "null.b");
  bus.emit({ type: "question", prompt: "?", choices: [] }, "null.a");
  const progress = bus.ui("null.b").progress("disk.img");
  for (let done = 0; done < 20; done++) {
    progress.update(done);
    await sleep(5);
  }
  expect(new Set(beats.map(({ build }) => build))).toEqual(new Set(["null.b"]));
});
