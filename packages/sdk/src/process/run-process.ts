// Programs that Ingot starts: streamed output with back-pressure, a typed exit, and a kill that reaches the whole tree.
// Children stay in our process group and keep our terminal (sudo may have to ask), so the tree is found by parent ids, not by group.

import { type ChildProcess, spawn } from "node:child_process";
import type { Exit, Sink, Source } from "../communicator/communicator.ts";
import { killTree } from "./kill-tree.ts";

export interface ProcessOptions {
  /** Bytes for the program's input; without it the input is empty. */
  readonly stdin?: Source | string;
  readonly stdout?: Sink;
  readonly stderr?: Sink;
  /** Added to our own environment; undefined removes a name. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
}

/** The program could not be started: it is not there, or may not be run. */
export class ProcessStartError extends Error {
  readonly code: string | undefined;
  constructor(file: string, cause: NodeJS.ErrnoException) {
    super(whyNotStarted(file, cause), { cause });
    this.name = "ProcessStartError";
    this.code = cause.code;
  }
}

function whyNotStarted(file: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return `The program "${file}" was not found in PATH`;
  const why = `The program "${file}" could not be started: ${message}`;
  return code === "EMFILE" || code === "EAGAIN"
    ? `${why}. That is more than this process may have at once: raise its limits (ulimit -n, ulimit -u), or build less at once with -parallel-builds`
    : why;
}

/** How long the output of an ended program may stay open in another process's hands, silent, before it is cut, in milliseconds. */
const orphanedOutputMs = 2000;

/**
 * Runs a program to its end. Resolves after the sinks have taken the last byte.
 * Throws a ProcessStartError, the signal's reason when aborted (the whole tree is ended first), or what a sink threw.
 */
export async function runProcess(file: string, args: readonly string[], options: ProcessOptions = {}): Promise<Exit> {
  options.signal?.throwIfAborted();
  const child = spawn(file, [...args], {
    cwd: options.cwd,
    env: mergedEnvironment(options.env),
    stdio: [
      options.stdin === undefined ? "ignore" : "pipe",
      options.stdout ? "pipe" : "ignore",
      options.stderr ? "pipe" : "ignore",
    ],
  });
  await started(child, file);
  let killing: Promise<boolean> | undefined;
  const end = () => {
    killing ??= child.pid === undefined ? Promise.resolve(true) : killTree(child.pid);
  };
  options.signal?.addEventListener("abort", end, { once: true });
  if (options.signal?.aborted) end();
  try {
    const exit = exited(child);
    const results = await Promise.allSettled([
      exit,
      drain(child.stdout, options.stdout, exit, end),
      drain(child.stderr, options.stderr, exit, end),
      feed(child, options.stdin).catch((error: unknown) => {
        // A source that breaks off would leave the program waiting for the rest.
        end();
        throw error;
      }),
    ]);
    await killing;
    options.signal?.throwIfAborted();
    for (const result of results) if (result.status === "rejected") throw result.reason;
    return await exit;
  } finally {
    options.signal?.removeEventListener("abort", end);
  }
}

/** Runs a program and keeps what it wrote, for programs with little output; throws when one stream exceeds 16 MB. */
export async function captureProcess(
  file: string,
  args: readonly string[],
  options: Omit<ProcessOptions, "stdout" | "stderr"> = {},
): Promise<{ readonly exit: Exit; readonly stdout: string; readonly stderr: string }> {
  const out = collector(file);
  const err = collector(file);
  const exit = await runProcess(file, args, { ...options, stdout: out.sink, stderr: err.sink });
  return { exit, stdout: out.text(), stderr: err.text() };
}

function collector(file: string): { sink: Sink; text: () => string } {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    sink: (chunk) => {
      size += chunk.length;
      if (size > 16 * 1024 * 1024)
        throw new Error(`The program "${file}" wrote more than 16 MB where a short answer was expected`);
      chunks.push(chunk);
    },
    text: () => Buffer.concat(chunks).toString("utf8"),
  };
}

function mergedEnvironment(changes: ProcessOptions["env"]): NodeJS.ProcessEnv {
  return changes ? { ...process.env, ...changes } : process.env;
}

function started(child: ChildProcess, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error) => reject(new ProcessStartError(file, error)));
  });
}

function exited(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) =>
      resolve(signal ? { k: "signalled", signal } : { k: "exited", code: code ?? 1 }),
    );
  });
}

async function drain(
  stream: NodeJS.ReadableStream | null,
  sink: Sink | undefined,
  exit: Promise<Exit>,
  end: () => void,
): Promise<void> {
  if (!stream || !sink) return;
  const readable = stream as NodeJS.ReadableStream & { destroy: () => void };
  let timer: NodeJS.Timeout | undefined;
  let isCut = false;
  // A daemon that the program left behind may hold the pipe for ever; it is cut once it has been silent for a while.
  const arm = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isCut = true;
      readable.destroy();
    }, orphanedOutputMs);
  };
  let isExited = false;
  void exit.then(() => {
    isExited = true;
    arm();
  });
  try {
    for await (const chunk of stream) {
      clearTimeout(timer);
      await sink(chunk as Uint8Array);
      if (isExited) arm();
    }
  } catch (error) {
    if (isCut) return;
    end();
    throw error;
  } finally {
    clearTimeout(timer);
    await exit;
    clearTimeout(timer);
  }
}

async function feed(child: ChildProcess, content: Source | string | undefined): Promise<void> {
  const input = child.stdin;
  if (!input || content === undefined) return;
  // A program that ends without reading its input is no mistake of ours: its exit tells.
  const closed = new Promise<void>((resolve) => {
    input.once("close", () => resolve());
    input.once("error", () => resolve());
  });
  if (typeof content === "string") {
    input.end(content);
    await closed;
    return;
  }
  for await (const chunk of content) {
    if (input.destroyed) break;
    if (!input.write(chunk)) await Promise.race([new Promise((resolve) => input.once("drain", resolve)), closed]);
  }
  input.end();
  await closed;
}
