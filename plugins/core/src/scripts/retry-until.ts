import { isUnsupportedOperation } from "@ingot/sdk";
import { backOff } from "./back-off.ts";

/**
 * Tries again until it succeeds or cannot succeed, until `timeoutMs` have passed at the end of an attempt, or until it is cancelled.
 *
 * @throws what the last attempt threw
 */
export async function retryUntil<T>(timeoutMs: number, signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  const pause = backOff(signal);
  for (;;) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (isUnsupportedOperation(error) || Date.now() >= deadline) throw error;
      await pause();
    }
  }
}
