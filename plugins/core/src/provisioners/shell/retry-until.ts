import { setTimeout as sleep } from "node:timers/promises";

/** The pause between two attempts, in milliseconds. */
const retryDelayMs = 2000;

/**
 * Tries again until it succeeds, until `timeoutMs` have passed at the end of an attempt, or until it is cancelled.
 *
 * @throws what the last attempt threw
 */
export async function retryUntil<T>(timeoutMs: number, signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (Date.now() + retryDelayMs > deadline) throw error;
      await sleep(retryDelayMs, undefined, { signal });
    }
  }
}
