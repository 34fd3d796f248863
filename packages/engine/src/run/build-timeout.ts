// How long a build may take, from its start to the end of its post-processors. The time in which a person is asked does not count.

import { formatGoDuration } from "@ingot/sdk";

/** A build did not end in time. */
export class BuildTimeoutError extends Error {
  constructor(timeoutMs: number, place: string) {
    super(
      `The build did not end within its timeout of ${formatGoDuration(timeoutMs)}. It was stopped in ${place}. Raise the timeout, or see why that takes so long`,
    );
    this.name = "BuildTimeoutError";
  }
}

/** Whether a signal was aborted, or a step failed, because the time of the build was over. */
export function isTimeout(reason: unknown): reason is BuildTimeoutError {
  return reason instanceof BuildTimeoutError;
}

export interface BuildClock {
  /** Aborts when the time is over. */
  readonly signal: AbortSignal;
  /** Stands still while the work goes on. */
  readonly standStill: <T>(work: () => Promise<T>) => Promise<T>;
  readonly stop: () => void;
}

/** The longest that a timer of Node may wait, in milliseconds. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Starts the clock of a build.
 * @param timeoutMs 0 is no limit
 * @param place where the build is at the moment, for the message
 */
export function startClock(timeoutMs: number, place: () => string): BuildClock {
  const over = new AbortController();
  let leftMs = timeoutMs;
  let startedMs = 0;
  let timer: NodeJS.Timeout | undefined;
  let waiting = 0;
  const run = () => {
    if (timeoutMs <= 0 || over.signal.aborted) return;
    startedMs = performance.now();
    timer = setTimeout(ring, Math.min(leftMs, longestTimerMs));
  };
  const halt = () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    leftMs = Math.max(0, leftMs - (performance.now() - startedMs));
  };
  const ring = () => {
    halt();
    if (leftMs > 1) run();
    else over.abort(new BuildTimeoutError(timeoutMs, place()));
  };
  run();
  return {
    signal: over.signal,
    standStill: async (work) => {
      if (waiting++ === 0) halt();
      try {
        return await work();
      } finally {
        if (--waiting === 0) run();
      }
    },
    stop: halt,
  };
}
