import { Worker } from "node:worker_threads";
import type { Seed } from "./make-input.ts";
import type { WorkerFinding, WorkerTask } from "./worker.ts";

/** What was found, by the number of the input. */
export type Finding = WorkerFinding;

export interface RunOptions {
  /** The code of the thread, as JavaScript. */
  readonly worker: URL;
  readonly seed: number;
  readonly first: number;
  readonly count: number;
  /** The run ends after this time, however many inputs are left. */
  readonly seconds: number;
  readonly seeds: readonly Seed[];
  /** A folder of this run, for files. */
  readonly folder: string;
  readonly onFinding: (finding: Finding) => void;
  readonly onProgress: (done: number) => void;
}

/** Processor time that one input may take. Time on the clock says little on a machine that has other things to do. */
const mostCpuMs = 5000;
/** On the clock: for what waits instead of working. */
const mostWaitMs = 120_000;
const heapLimitMb = 1500;
const watchEveryMs = 200;

/** Feeds the inputs to a thread; a thread that hangs or dies is a finding, and the next one goes on behind that input. */
export async function runInputs(options: RunOptions): Promise<{ readonly done: number }> {
  const end = options.first + options.count;
  const stopAt = performance.now() + options.seconds * 1000;
  let next = options.first;
  while (next < end && performance.now() < stopAt) {
    const stopped = await runThread(options, next, end, stopAt);
    if (stopped.finding) options.onFinding(stopped.finding);
    next = stopped.next;
  }
  return { done: Math.min(next, end) - options.first };
}

interface Stopped {
  /** The input to go on with. */
  readonly next: number;
  readonly finding?: Finding;
}

async function runThread(options: RunOptions, first: number, end: number, stopAt: number): Promise<Stopped> {
  const progress = new SharedArrayBuffer(4);
  const index = new Int32Array(progress);
  Atomics.store(index, 0, first);
  const { seed, seeds, folder } = options;
  const task: WorkerTask = { seed, first, end, seeds, folder, progress };
  const worker = new Worker(options.worker, {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: heapLimitMb },
  });
  worker.on("message", (finding: WorkerFinding) => options.onFinding(finding));
  const died = new Promise<Stopped>((resolve) => {
    const at = () => Atomics.load(index, 0);
    worker.once("error", (error) =>
      resolve({ next: at() + 1, finding: { index: at(), what: `The thread died: ${error.stack ?? error.message}` } }),
    );
    worker.once("exit", () => resolve({ next: at() }));
  });
  let watch: NodeJS.Timeout | undefined;
  const overdue = new Promise<Stopped>((resolve) => {
    let at = first;
    let since = { cpuMs: cpuMs(), wallMs: performance.now() };
    watch = setInterval(() => {
      const current = Atomics.load(index, 0);
      options.onProgress(current - options.first);
      const now = { cpuMs: cpuMs(), wallMs: performance.now() };
      if (now.wallMs > stopAt) resolve({ next: current });
      if (current !== at) {
        at = current;
        since = now;
      } else if (now.cpuMs - since.cpuMs > mostCpuMs || now.wallMs - since.wallMs > mostWaitMs) {
        const what = `It takes more than ${Math.round(now.cpuMs - since.cpuMs)} ms of processor time (${Math.round(now.wallMs - since.wallMs)} ms on the clock)`;
        resolve({ next: current + 1, finding: { index: current, what } });
      }
    }, watchEveryMs);
  });
  try {
    return await Promise.race([died, overdue]);
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
