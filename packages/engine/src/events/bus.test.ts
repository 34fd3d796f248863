import type { Event } from "@ingot/sdk";
import { expect, test } from "vitest";
import { createBus, type Masker } from "./bus.ts";

const plain: Masker = {
  text: (text) => text,
  stream: () => ({ push: (chunk) => chunk, flush: () => new Uint8Array() }),
};
const bytes = (text: string) => new TextEncoder().encode(text);

function collecting() {
  const events: Event[] = [];
  return { events, renderer: { render: (event: Event) => void events.push(event), close: async () => undefined } };
}

test("events are numbered without gaps, over the run and over each build", () => {
  const { events, renderer } = collecting();
  const bus = createBus({ run: "r", renderers: [renderer], masker: plain });
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
  const masker: Masker = { ...plain, text: (text) => text.replaceAll("hunter2", "<sensitive>") };
  const bus = createBus({ run: "r", renderers: [renderer], masker });
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

test("what a program writes waits for a slow renderer, and nothing is lost", async () => {
  const release: (() => void)[] = [];
  let shown = 0;
  let most = 0;
  const renderer = {
    render: () =>
      new Promise<void>((resolve) => {
        most = Math.max(most, release.push(resolve) - shown);
      }),
    close: async () => undefined,
  };
  const bus = createBus({ run: "r", renderers: [renderer], masker: plain });
  const stream = bus.ui("a").output("stdout");
  const writing = (async () => {
    for (let i = 0; i < 1000; i++) await stream.write(bytes(`${i}\n`));
    await stream.end();
  })();
  let isDone = false;
  void writing.then(() => {
    isDone = true;
  });
  while (!isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    for (; shown < release.length; shown++) release[shown]?.();
  }
  await bus.close();
  expect(release.length).toBe(1000);
  expect(most).toBeLessThanOrEqual(100);
});

test("a control event does not wait for a renderer that hangs", () => {
  const { events, renderer } = collecting();
  const hanging = { render: () => new Promise<void>(() => undefined), close: async () => undefined };
  const bus = createBus({ run: "r", renderers: [hanging, renderer], masker: plain });
  for (let i = 0; i < 500; i++) bus.ui("a").say(String(i));
  expect(events).toHaveLength(500);
});

test("a post-processor speaks under its own name", async () => {
  const { events, renderer } = collecting();
  const bus = createBus({ run: "r", renderers: [renderer], masker: plain });
  const ui = bus.ui("docker.web").as("docker.web (docker-tag)");
  ui.message("Repository: a");
  await ui.output("stdout").write(bytes("line\n"));
  expect(events).toMatchObject([
    { type: "say", level: "message", text: "Repository: a", target: "docker.web (docker-tag)", build: "docker.web" },
    { type: "output", line: "line", target: "docker.web (docker-tag)", build: "docker.web" },
  ]);
});
