import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { ownNewFile, type RunContext } from "@ingot/sdk";

type Holder = Pick<RunContext, "resources" | "signal">;

/** The builds of this process that want the same file, each behind the one before. */
const queues = new Map<string, Promise<unknown>>();

/** Pauses before the attempts to take the lock, in milliseconds. */
const pausesMs = [0, 200, 400];

/**
 * Runs what reads and writes a manifest while nobody else does: no build of this process, and no Packer, which takes
 * `<path>.lock`. Like Packer this goes ahead when that file does not go away: its owner may have been killed.
 */
export async function holdManifest<T>(path: string, context: Holder, work: () => Promise<T>): Promise<T> {
  const before = queues.get(path) ?? Promise.resolve();
  const turn = before.then(() => withLockFile(`${path}.lock`, context, work));
  const settled = turn.catch(() => undefined);
  queues.set(path, settled);
  try {
    return await turn;
  } finally {
    if (queues.get(path) === settled) queues.delete(path);
  }
}

async function withLockFile<T>(lock: string, { resources, signal }: Holder, work: () => Promise<T>): Promise<T> {
  for (const pauseMs of pausesMs) {
    await sleep(pauseMs, undefined, { signal });
    const owned = await ownNewFile(lock, { resources });
    if (!owned) continue;
    try {
      return await work();
    } finally {
      await resources.release(owned);
    }
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}
