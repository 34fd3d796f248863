// A build that runs while a test does something to it: without a terminal, in a process group of its own.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { waitUntil } from "./environment/wait-until.ts";

const ingot = fileURLToPath(new URL("../bin/ingot", import.meta.url));

export interface RunningBuild {
  /** What it has written so far. */
  readonly output: () => string;
  readonly says: (text: string | RegExp) => Promise<void>;
  /** Sends a signal to the build and everything that it started, as a terminal does. */
  readonly signal: (name: NodeJS.Signals) => void;
  /** Kills the build alone, as the memory killer does: what it started goes on. */
  readonly kill: () => void;
  readonly ended: Promise<number>;
}

/** Starts a build of a template. */
export function startBuild(
  path: string,
  flags: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): RunningBuild {
  const child: ChildProcess = spawn(ingot, ["build", ...flags, path], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return {
    output: () => output,
    says: (text) => saw(() => output, text),
    signal: (name) => process.kill(-(child.pid ?? Number.NaN), name),
    kill: () => void child.kill("SIGKILL"),
    ended: once(child, "close").then(([code]) => Number(code ?? 128)),
  };
}

/** Waits until an output has a text. */
export async function saw(output: () => string, text: string | RegExp): Promise<void> {
  const isThere = () => (typeof text === "string" ? output().includes(text) : text.test(output()));
  await waitUntil(isThere, { timeoutMs: 30_000, what: () => `${text} in:\n${output()}` });
}
