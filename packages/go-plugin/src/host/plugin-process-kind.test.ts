import { spawn } from "node:child_process";
import { once } from "node:events";
import { processId, processMark } from "@ingot/sdk";
import { expect, test } from "vitest";
import { isAlive } from "../../test/plugin-bench.ts";
import { pluginProcess } from "./plugin-process-kind.ts";

const context = {
  signal: new AbortController().signal,
  secret: () => Promise.reject(new Error("none")),
};

/** A program that ignores every polite signal, and one that it has started. */
async function startStubborn(mark: string): Promise<readonly number[]> {
  const script = "trap '' HUP INT TERM; sleep 1000 & echo $!; wait; sleep 1000";
  const child = spawn("/bin/sh", ["-c", script], {
    env: { ...process.env, ...processMark(mark) },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [line] = await once(child.stdout, "data");
  return [child.pid ?? 0, Number(String(line))];
}

test("is found by its mark, and ends with all that it has started, at once", async () => {
  const spec = { mark: `test-${process.pid}-a`, name: "packer-plugin-x" };
  const pids = await startStubborn(spec.mark);
  const id = await processId(pids[0] ?? 0);
  if (!("find" in pluginProcess)) throw new Error("it cannot be found");
  expect(await pluginProcess.find(spec as never, context)).toContain(id);
  await pluginProcess.destroy(spec as never, id, context);
  expect(pids.filter(isAlive)).toEqual([]);
  await pluginProcess.destroy(spec as never, id, context);
  expect(pluginProcess.describe(spec as never, id)).toBe(`plugin packer-plugin-x (pid ${pids[0]})`);
});

test("what it started is ended where it has died already", async () => {
  const spec = { mark: `test-${process.pid}-b`, name: "packer-plugin-x" };
  const pids = await startStubborn(spec.mark);
  const id = await processId(pids[0] ?? 0);
  process.kill(pids[0] ?? 0, "SIGKILL");
  await pluginProcess.destroy(spec as never, id, context);
  await expect.poll(() => pids.filter(isAlive)).toEqual([]);
});

test("a stranger that has its number by now is left alone", async () => {
  const spec = { mark: `test-${process.pid}-c`, name: "packer-plugin-x" };
  const pids = await startStubborn("another");
  await pluginProcess.destroy(spec as never, `${pids[0]}:1`, context);
  expect(pids.filter(isAlive)).toEqual(pids);
  for (const pid of pids) process.kill(pid, "SIGKILL");
});
