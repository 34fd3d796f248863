import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, expect, test } from "vitest";
import type { KindContext } from "../resource.ts";
import { markedProcess, ourselvesAndAbove, processId, processMark } from "./marked-process.ts";

let children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
});

const context: KindContext = { signal: new AbortController().signal, secret: async (name) => name };

async function start(mark: string): Promise<{ readonly id: string; readonly ended: Promise<unknown> }> {
  const child = spawn("sleep", ["1000"], { stdio: "ignore", env: { ...process.env, ...processMark(mark) } });
  children.push(child);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await new Promise((resolve) => child.once("spawn", resolve));
  return { id: await processId(child.pid ?? 0), ended };
}

const find = async (mark: string) =>
  "find" in markedProcess ? await markedProcess.find({ mark, name: "sleep" } as never, context) : [];

test("a process is found by its whole mark, and ended", async () => {
  const [ours, other] = await Promise.all([start("ingot-t-1"), start("ingot-t-12")]);
  expect(await find("ingot-t-1")).toEqual([ours.id]);
  await markedProcess.destroy({ mark: "ingot-t-1", name: "sleep" }, ours.id, context);
  await ours.ended;
  expect(await find("ingot-t-1")).toEqual([]);
  expect(await find("ingot-t-12")).toEqual([other.id]);
});

test("another process with its number is left alone", async () => {
  const other = await start("ingot-t-2");
  const pid = other.id.split(":")[0];
  await markedProcess.destroy({ mark: "ingot-t-3", name: "sleep" }, `${pid}:1`, context);
  expect(await find("ingot-t-2")).toEqual([other.id]);
});

test("we are one of those that a clean-up must not end", async () => {
  const above = await ourselvesAndAbove();
  expect(above.has(process.pid)).toBe(true);
  expect(above.has(process.ppid)).toBe(true);
});
