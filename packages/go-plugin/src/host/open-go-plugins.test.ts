import { T, V } from "@ingot/hcl";
import { PluginFailure } from "@ingot/sdk";
import { afterEach, expect, test } from "vitest";
import { fakeProgram, isAlive, openPluginBench, type PluginBench, told } from "../../test/plugin-bench.ts";

let bench: PluginBench | undefined;

afterEach(async () => {
  const pids = bench?.started() ?? [];
  await bench?.close();
  bench = undefined;
  expect(pids.filter(isAlive)).toEqual([]);
});

async function builderOf(fault: string, options: Parameters<typeof openPluginBench>[0] = {}) {
  const opened = openPluginBench(options);
  bench = opened;
  return { bench: opened, builder: await opened.plugins.component("builder", fakeProgram(fault), "fake") };
}

/** A holding that lasts for several preparations. */
function keeping() {
  const kept = new Map<string, unknown>();
  return {
    keep: <T>(name: string, make: () => T): T => {
      if (!kept.has(name)) kept.set(name, make());
      return kept.get(name) as T;
    },
  };
}

/** Why a component could not even be opened. */
async function whyNot(fault: string): Promise<string> {
  const error = await builderOf(fault).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof PluginFailure)) throw error;
  return `${error.summary} | ${error.detail}`.replaceAll(process.execPath, "NODE");
}

test("a builder runs from its config to its artifact, in the one process that was asked for its spec", async () => {
  const { bench, builder } = await builderOf("none");
  expect(Object.keys(builder.schema.fields)).toEqual(["image", "size"]);
  const { value, diagnostics } = await bench.prepare(builder, { image: "debian" });
  expect(diagnostics).toEqual([]);
  expect(value?.generatedNames).toEqual(["Fake"]);
  const artifact = await value?.run(bench.buildContext());
  expect(artifact).toMatchObject({ builderId: "fake", id: "made-1", text: "what the fake made", files: ["a"] });
  expect(bench.lines).toEqual(["==> made it"]);
  expect(bench.started()).toHaveLength(1);
  await bench.endBuild();
  expect(bench.started().filter(isAlive)).toEqual([]);
});

test("each instance has a process, and the first one that of the question", async () => {
  const { bench, builder } = await builderOf("none");
  await bench.plugins.component("builder", fakeProgram("none"), "fake");
  await Promise.all([bench.prepare(builder, {}), bench.prepare(builder, {}), bench.prepare(builder, {})]);
  expect(bench.started()).toHaveLength(3);
});

test("what the spec does not know never reaches the plugin", async () => {
  const { bench, builder } = await builderOf("dies-on-prepare");
  const { diagnostics, value } = await bench.prepare(builder, { imgae: "debian" });
  expect(value).toBeUndefined();
  expect(told(diagnostics)).toMatchInlineSnapshot(`
    [
      "error: Unsupported argument | A setting named "imgae" is not expected here. Did you mean "image"?",
    ]
  `);
});

test("what is not known yet is no mistake, and the names that the builder gives are known", async () => {
  const { bench, builder } = await builderOf("none");
  const { value, unknown, diagnostics } = await bench.prepare(builder, { image: V.unknown(T.string) });
  expect([diagnostics, unknown, value?.generatedNames]).toEqual([[], ["image"], ["Fake"]]);
  await expect(value?.run(bench.buildContext())).rejects.toThrow("What the builder is to do is not known: image");
});

test.each<[string, object, number]>([
  ["wrong-image", { image: V.unknown(T.string) }, 0],
  ["wrong-image", { image: "debian" }, 1],
  ["wrong-size", { image: V.unknown(T.string) }, 1],
  ["wrong-size", { size: V.unknown(T.number) }, 0],
  ["wrong-somehow", { image: V.unknown(T.string) }, 1],
  // To the plugin the size is 0, and that may be what it means.
  ["wrong-somehow", { size: V.unknown(T.number) }, 0],
])("%s, with %j: %d mistakes", async (fault, config, count) => {
  const { bench, builder } = await builderOf(fault);
  expect((await bench.prepare(builder, config)).diagnostics).toHaveLength(count);
});

test.each([["garbage"], ["dies-on-spec"], ["wrong-spec"], ["broken-spec"], ["no-spec"]])("%s", async (fault) => {
  expect(await whyNot(fault)).toMatchSnapshot();
});

test("a plugin that never says what it takes is ended, and before that given up by who wants no more", async () => {
  await expect(builderOf("hangs-on-spec", { startTimeoutMs: 6000 })).rejects.toThrow(
    "does not say what its builder takes: The plugin node was stopped while Builder.ConfigSpec was called",
  );
  const abort = new AbortController();
  setTimeout(() => abort.abort(new Error("given up")), 50);
  await bench?.close();
  await expect(builderOf("hangs-on-spec", { signal: abort.signal })).rejects.toThrow("given up");
});

test("a plugin that never says what it has made does not hold up who gives up", async () => {
  const { bench, builder } = await builderOf("hangs-on-artifact");
  const { value } = await bench.prepare(builder, {});
  const running = value?.run(bench.buildContext());
  await expect.poll(() => bench.lines).toContain("==> made it");
  bench.abort.abort(new Error("given up"));
  await expect(running).rejects.toThrow("given up");
});

test("a plugin that dies while it is prepared", async () => {
  const { bench, builder } = await builderOf("dies-on-prepare");
  expect(told((await bench.prepare(builder, {})).diagnostics)).toMatchInlineSnapshot(`
    [
      "error: plugin exited unexpectedly (builder "fake") | node was killed by SIGKILL while Builder.Prepare was called.
    The last lines of its log:
      panic: it does not want to
      goroutine 1 [running]:
    Look for another version of the plugin, or tell who makes it.",
    ]
  `);
});

test("a plugin that answers something else", async () => {
  const { bench, builder } = await builderOf("wrong-prepare");
  expect(told((await bench.prepare(builder, {})).diagnostics)).toMatchInlineSnapshot(`
    [
      "error: A plugin cannot be understood (builder "fake") | The answer of Prepare must be a map, and is a number. Look for another version of it.",
    ]
  `);
});

test("a plugin that hangs while it is prepared does not hold up who gives up", async () => {
  const { bench, builder } = await builderOf("hangs-on-prepare");
  setTimeout(() => bench.abort.abort(new Error("given up")), 50);
  await expect(bench.prepare(builder, {})).rejects.toThrow("given up");
});

test("a plugin that dies in the middle of its run, with its last words", async () => {
  const { bench, builder } = await builderOf("dies-in-run");
  const { value } = await bench.prepare(builder, {});
  const error = await value?.run(bench.buildContext()).catch((caught: Error) => caught);
  expect(error).toBeInstanceOf(PluginFailure);
  expect(String(error)).toMatchInlineSnapshot(`
    "PluginFailure: plugin exited unexpectedly. node was killed by SIGKILL while Builder.Run was called.
    The last lines of its log:
      panic: it broke in the middle
      goroutine 1 [running]:
    Look for another version of the plugin, or tell who makes it."
  `);
  expect(bench.lines.filter((line) => line.startsWith("log"))).toContain(
    "log node plugin: panic: it broke in the middle",
  );
});

test("a plugin that gives no artifact's number", async () => {
  const { bench, builder } = await builderOf("wrong-run");
  const { value } = await bench.prepare(builder, {});
  await expect(value?.run(bench.buildContext())).rejects.toThrowErrorMatchingInlineSnapshot(
    `[Error: The answer of Run must be a whole number, and is text]`,
  );
});

test("a cancelled plugin cleans up before it answers", async () => {
  const { bench, builder } = await builderOf("obedient");
  const { value } = await bench.prepare(builder, {});
  const running = value?.run(bench.buildContext());
  await expect.poll(() => bench.lines).toContain("==> waiting");
  bench.abort.abort(new Error("interrupted"));
  await expect(running).rejects.toThrow("interrupted");
  expect(bench.lines).toEqual(["==> waiting", "==> cleaning up"]);
});

test("what was made before the plugin heard of its end is told of", async () => {
  const { bench, builder } = await builderOf("hurried");
  const { value } = await bench.prepare(builder, {});
  const running = value?.run(bench.buildContext());
  await expect.poll(() => bench.lines).toContain("==> waiting");
  bench.abort.abort(new Error("interrupted"));
  await expect(running).rejects.toThrow("interrupted");
  expect(bench.lines.at(-1)).toBe(
    "!!! The plugin had finished before it was stopped. What it made is left: what the fake made",
  );
});

test("a plugin that does not hear that it should stop is killed", async () => {
  const { bench, builder } = await builderOf("deaf", { cancelTimeoutMs: 100 });
  const { value } = await bench.prepare(builder, {});
  const running = value?.run(bench.buildContext());
  setTimeout(() => bench.abort.abort(new Error("interrupted")), 100);
  await expect(running).rejects.toThrow("interrupted");
  expect(bench.started().filter(isAlive)).toEqual([]);
});

test("thousands of lines come in their order", async () => {
  const { bench, builder } = await builderOf("chatty");
  const { value } = await bench.prepare(builder, {});
  expect(await value?.run(bench.buildContext())).toBeUndefined();
  expect(bench.lines).toEqual(Array.from({ length: 5000 }, (_, i) => `==> line ${i}`));
});

test("a plugin that floods its output waits for the log, and fills no memory", async () => {
  let lines = 0;
  const { bench, builder } = await builderOf("flood", {
    log: async () => {
      if (++lines % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    },
  });
  const { value } = await bench.prepare(builder, {});
  const before = process.memoryUsage().rss;
  await value?.run(bench.buildContext());
  expect(lines).toBeGreaterThan(19_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
});

test("a process that was cancelled is not used again: it would be cancelled for ever", async () => {
  const { bench, builder } = await builderOf("obedient");
  const { keep } = keeping();
  const { value } = await bench.prepare(builder, {}, { holding: { keep } });
  const attempt = new AbortController();
  const running = value?.run(bench.buildContext({ signal: attempt.signal }));
  await expect.poll(() => bench.lines).toContain("==> waiting");
  attempt.abort(new Error("too late"));
  await expect(running).rejects.toThrow("too late");
  await bench.prepare(builder, {}, { holding: { keep } });
  expect(bench.started().map(isAlive)).toEqual([false, true]);
});

test("a process that died is started anew for the next attempt", async () => {
  const { bench, builder } = await builderOf("none");
  const holding = keeping();
  await bench.prepare(builder, {}, { holding });
  process.kill(bench.started()[0] ?? 0, "SIGKILL");
  await expect.poll(() => bench.started().filter(isAlive)).toEqual([]);
  // That it is gone is heard of a moment later.
  await expect.poll(async () => (await bench.prepare(builder, {}, { holding })).value).toBeDefined();
  expect(bench.started()).toHaveLength(2);
});

test("the end of everything takes along a plugin that hangs", async () => {
  const { bench, builder } = await builderOf("hangs-on-prepare");
  const preparing = bench.prepare(builder, {});
  await bench.plugins.close();
  expect(bench.started().filter(isAlive)).toEqual([]);
  expect((await preparing).value).toBeUndefined();
});

test("the end of everything does not wait for what is not answered", async () => {
  bench = openPluginBench();
  const { plugins, lines, started } = bench;
  const asked = plugins.component("builder", fakeProgram("hangs-on-spec"), "fake");
  const refused = expect(asked).rejects.toThrow("was stopped while Builder.ConfigSpec was called");
  await expect.poll(() => lines.some((line) => line.endsWith("asked")), { timeout: 20_000 }).toBe(true);
  await plugins.close();
  expect(started().filter(isAlive)).toEqual([]);
  await refused;
});
