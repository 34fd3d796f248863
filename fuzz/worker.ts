// The thread that does the work of fuzzing. It takes inputs one after the other and says in shared memory which one it is at, so that
// the main thread sees when one takes too long, and which one it was when the thread dies.

import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import { makeInput, type Seed } from "./make-input.ts";
import { targets, writeFilesTo } from "./targets.ts";

/** What the thread is given. */
export interface WorkerTask {
  readonly seed: number;
  readonly first: number;
  readonly end: number;
  readonly seeds: readonly Seed[];
  /** Where files may be written. */
  readonly folder: string;
  /** One 32-bit number: the index that is being worked on. */
  readonly progress: SharedArrayBuffer;
}

/** A finding of the thread: the input of this number did what it must not. */
export interface WorkerFinding {
  readonly index: number;
  readonly what: string;
}

/** An input may take this much, and so much for each of its bytes; garbage that is not collected yet counts too. */
const freeHeapBytes = 96 * 1024 * 1024;
const heapBytesPerByte = 4000;

const task = workerData as WorkerTask;
const progress = new Int32Array(task.progress);
writeFilesTo(task.folder);

for (let index = task.first; index < task.end; index++) {
  Atomics.store(progress, 0, index);
  const { target, bytes } = makeInput(task.seed, index, task.seeds);
  const before = usedBytes();
  try {
    await targets[target].run(bytes);
    const used = usedBytes() - before;
    if (used > freeHeapBytes + heapBytesPerByte * bytes.length) {
      report(index, `It took ${Math.round(used / 2 ** 20)} MiB for ${bytes.length} bytes`);
    }
  } catch (error) {
    report(index, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
Atomics.store(progress, 0, task.end);

function report(index: number, what: string): void {
  const finding: WorkerFinding = { index, what };
  parentPort?.postMessage(finding);
}

function usedBytes(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}
