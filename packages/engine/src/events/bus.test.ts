import { createSecretFilter, type Event } from "@ingot/sdk";
import { expect, test, vi } from "vitest";
import { createBus } from "./bus.ts";
import { createStamp } from "./stamp.ts";

const plain = createSecretFilter();
const bytes = (text: string) => new TextEncoder().encode(text);

function collecting() {
  const events: Event[] = [];
  return { events, renderer: { render: (event: Event) => void events.push(event), close: async () => undefined } };
}

test("events are numbered without gaps, over the run and over each build", () => {
  const { events, renderer } = collecting();
  const bus = createBus({ stamp: createStamp("r"), renderers: [renderer], masker: plain });
  bus.emit({ type: "build-start", builder: "null" }, "a");
  bus.emit({ type: "build-start", builder: "null" }, "b");
  bus.ui("a").say("x");
  expect(events.map(({ build, seq, buildSeq }) => [build, seq, buildSeq])).toEqual([
    ["a", 0, 0],
    ["b", 1, 0],
    ["a", 2, 1],
  ]);
});

test("every text of an event is masked, at any depth", () => {
  const { events, renderer } = collecting();
  const masker = createSecretFilter();
  masker.add("hunter2");
  const bus = createBus({ stamp: createStamp("r"), renderers: [renderer], masker });
  bus.emit(
    {
      type: "artifact",
      index: 0,
      artifact: { builderId: "b", id: "hunter2", files: ["/x/hunter2"], text: "is hunter2" },
    },
    "a",
  );
  expect(JSON.stringify(events)).not.toContain("hunter2");
  expect(events[0]).toMatchObject({
    artifact: { id: "<sensitive>", files: ["/x/<sensitive>"], text: "is <sensitive>" },
  });
});

test("one who says what a program wrote can wait for a slow renderer", async () => {
  let show: () => void = () => undefined;
  const shown = new Promise<void>((resolve) => {
    show = resolve;
  });
  const renderer = { render: () => shown, close: async () => undefined };
  const ui = createBus({ stamp: createStamp("r"), renderers: [renderer], masker: plain }).ui("a");
  ui.say("x");
  await ui.caughtUp?.();
  ui.say("x".repeat(256 * 1024));
  let hasCaughtUp = false;
  const waiting = ui.caughtUp?.().then(() => {
    hasCaughtUp = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(hasCaughtUp).toBe(false);
  show();
  await waiting;
});

test("what a program writes waits for a slow renderer, and nothing is lost", async () => {
  const chunk = bytes(`${"x".repeat(63)}\n`.repeat(1024));
  const chunks = 40;
  /** Lines that are written together, as a stream does while it is busy. */
  const batches: { readonly size: number; readonly done: () => void }[] = [];
  let batch: { size: number; shown: Promise<void>; done: () => void } | undefined;
  let lines = 0;
  let held = 0;
  let most = 0;
  const renderer = {
    render: (event: Event) => {
      if (event.type !== "output") return undefined;
      lines++;
      if (!batch) {
        let done: () => void = () => undefined;
        const shown = new Promise<void>((resolve) => {
          done = resolve;
        });
        batch = { size: 0, shown, done };
      }
      batch.size += event.line.length;
      held += event.line.length;
      most = Math.max(most, held);
      return batch.shown;
    },
    close: async () => undefined,
  };
  const bus = createBus({ stamp: createStamp("r"), renderers: [renderer], masker: plain });
  const stream = bus.ui("a").output("stdout");
  let taken = 0;
  const writing = (async () => {
    for (; taken < chunks; taken++) await stream.write(chunk);
    await stream.end();
  })();
  const isDone = writing.then(() => true);
  const nextRound = () => new Promise<false>((resolve) => setImmediate(() => resolve(false)));
  while (!(await Promise.race([isDone, nextRound()]))) {
    const slow = batch;
    batch = undefined;
    if (!slow) continue;
    batches.push(slow);
    held -= slow.size;
    slow.done();
  }
  batch?.done();
  await bus.close();
  expect(lines).toBe(chunks * 1024);
  expect(most).toBeLessThanOrEqual(256 * 1024 + 64);
  // A program that is waited for is read again as soon as there is room, and not before.
  expect(batches.length).toBeGreaterThan((chunks * chunk.length) / (256 * 1024 + 64) - 1);
});

test("a control event does not wait for a renderer that hangs", () => {
  const { events, renderer } = collecting();
  const hanging = { render: () => new Promise<void>(() => undefined), close: async () => undefined };
  const bus = createBus({ stamp: createStamp("r"), renderers: [hanging, renderer], masker: plain });
  for (let i = 0; i < 500; i++) bus.ui("a").say(String(i));
  expect(events).toHaveLength(500);
});

test("a post-processor speaks under its own name", async () => {
  const { events, renderer } = collecting();
  const bus = createBus({ stamp: createStamp("r"), renderers: [renderer], masker: plain });
  const ui = bus.ui("docker.web").as("docker.web (docker-tag)");
  ui.message("Repository: a");
  await ui.output("stdout").write(bytes("line\n"));
  expect(events).toMatchObject([
    { type: "say", level: "message", text: "Repository: a", target: "docker.web (docker-tag)", build: "docker.web" },
    { type: "output", line: "line", target: "docker.web (docker-tag)", build: "docker.web" },
  ]);
});

test("a line that a silent program left behind is shown, without what may be of a secret", async () => {
  vi.useFakeTimers();
  try {
    const { events, renderer } = collecting();
    const masker = createSecretFilter();
    masker.add("one\ntwo of\nthree");
    const output = createBus({ stamp: createStamp("r"), renderers: [renderer], masker })
      .ui("a")
      .output("stdout");
    const lines = () => events.map((event) => event.type === "output" && event.line);
    await output.write(bytes(`key: ${Buffer.from("one\ntwo of\nthree").toString("base64").slice(0, 12)}\n`));
    expect(lines()).toEqual([]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(lines()).toEqual(["key: <sensitive>"]);
    await output.write(bytes("other\n"));
    await output.end();
    expect(lines()).toEqual(["key: <sensitive>", "other"]);
  } finally {
    vi.useRealTimers();
  }
});
