/**
 * A signal that aborts after a time, for one that may be a part of `AbortSignal.any`: there Node 20 forgets an `AbortSignal.timeout` when it collects
 * garbage, and what waits for it waits for ever. Like that one it keeps no process alive.
 */
export function abortAfter(delayMs: number): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
  setTimeout(abort, delayMs).unref();
  return controller.signal;
}
