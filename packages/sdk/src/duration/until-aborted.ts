import { setMaxListeners } from "node:events";

/**
 * Waits for something that cannot be called back: rejects with the signal's reason as soon as it aborts. What is waited for goes on, and
 * a failure of it is then nobody's.
 */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined);
  signal.throwIfAborted();
  // Any number of calls may wait at a time.
  setMaxListeners(0, signal);
  let stop = () => undefined as unknown;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
  });
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
