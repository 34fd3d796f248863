import { setTimeout as sleep } from "node:timers/promises";

/** The pauses between attempts, from the first to the longest, in milliseconds. Packer waits two seconds each time. */
const firstPauseMs = 100;
const longestPauseMs = 500;

/**
 * Tries again until it succeeds, until `timeoutMs` have passed at the end of an attempt, or until it is cancelled.
 *
 * @throws what the last attempt threw
 */
export async function retryUntil<T>(timeoutMs: number, signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (Date.now() + pauseMs > deadline) throw error;
      await sleep(pauseMs, undefined, { signal });
    }
  }
}
