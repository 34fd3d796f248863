// Tells of builds that nothing was heard of for a while: CI systems end a job that is silent, and a person wonders. Only what a reader of
// plain text sees breaks the silence; a transfer's progress, for one, is not written into a log.

import type { Event, EventBody } from "@ingot/sdk";

/** The silences after which it is told grow up to this distance, in milliseconds: CI systems wait for ten minutes and longer. */
const longestDistanceMs = 5 * 60_000;

export interface Heartbeat {
  readonly hear: (event: Event) => void;
  readonly stop: () => void;
}

interface Pulse {
  readonly startedMs: number;
  heardMs: number;
  /** The silence at which it is told next. */
  nextMs: number;
  isAsking: boolean;
}

/**
 * Listens to a run, and emits heartbeats for its silent builds. One timer serves all builds, and keeps no process alive.
 * @param firstMs how long a silence is before it is told of for the first time
 */
export function createHeartbeat(options: {
  readonly firstMs: number;
  readonly emit: (event: EventBody, build: string) => void;
  readonly placeOf: (build: string) => string;
}): Heartbeat {
  const { firstMs, emit, placeOf } = options;
  const pulses = new Map<string, Pulse>();
  let timer: NodeJS.Timeout | undefined;
  const dueMs = ({ heardMs, nextMs, isAsking }: Pulse) => (isAsking ? Number.POSITIVE_INFINITY : heardMs + nextMs);
  const beat = () => {
    const now = performance.now();
    for (const [build, pulse] of pulses) {
      if (dueMs(pulse) > now) continue;
      const silentMs = Math.round(now - pulse.heardMs);
      do pulse.nextMs = Math.min(pulse.nextMs * 2, pulse.nextMs + longestDistanceMs);
      while (pulse.nextMs <= silentMs);
      emit({ type: "heartbeat", step: placeOf(build), silentMs, elapsedMs: Math.round(now - pulse.startedMs) }, build);
    }
    schedule();
  };
  const schedule = () => {
    clearTimeout(timer);
    const next = Math.min(...[...pulses.values()].map(dueMs));
    timer = Number.isFinite(next) ? setTimeout(beat, Math.max(0, next - performance.now())) : undefined;
    timer?.unref();
  };
  const noteSign = (pulse: Pulse | undefined) => {
    if (!pulse) return;
    pulse.heardMs = performance.now();
    // The timer may ring too early then, and finds nothing due.
    pulse.nextMs = firstMs;
  };
  return {
    hear: ({ type, build }) => {
      if (build === undefined) return;
      const pulse = pulses.get(build);
      switch (type) {
        case "build-start": {
          const now = performance.now();
          pulses.set(build, { startedMs: now, heardMs: now, nextMs: firstMs, isAsking: false });
          return schedule();
        }
        case "build-end":
          pulses.delete(build);
          return schedule();
        case "question":
          if (pulse) pulse.isAsking = true;
          return;
        case "answer":
          if (pulse) pulse.isAsking = false;
          noteSign(pulse);
          return schedule();
        case "say":
        case "output":
        case "diagnostic":
        case "machine-gone":
          return noteSign(pulse);
      }
    },
    stop: () => clearTimeout(timer),
  };
}
