import { setTimeout } from "node:timers/promises";

/** The longest wait of one timer: what fits into 31 bits of milliseconds. */
export const longestTimerMs = 2 ** 31 - 1;

/** Waits, however long; rejects when it is cancelled. */
export async function wait(durationMs: number, signal: AbortSignal): Promise<void> {
  for (let left = durationMs; left > 0; left -= longestTimerMs)
    await setTimeout(Math.min(left, longestTimerMs), undefined, { signal });
}
