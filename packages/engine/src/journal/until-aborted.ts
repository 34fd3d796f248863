import { untilAborted as waitUntilAborted } from "@ingot/sdk";

/** Begins work and waits for it no longer than the signal allows; with a signal that is aborted already nothing is begun. Throws the signal's reason, or the work's error. */
export async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  return waitUntilAborted(work(), signal);
}
