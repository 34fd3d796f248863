import { encodeHead, Flag, FrameType } from "./frame.ts";
import { startTimer } from "./start-timer.ts";

/** Plugin-protocol 3.4. */
const intervalMs = 30_000;
const limitMs = 10_000;

/** Asks the other side from time to time whether it is there. */
export interface KeepAlive {
  readonly answered: (id: number) => void;
  readonly stop: () => void;
}

export function startKeepAlive(control: (frame: Buffer) => void, onSilence: (error: Error) => void): KeepAlive {
  let nextId = 0;
  let stopWaiting: (() => void) | undefined;
  const interval = setInterval(() => {
    // The limit is shorter than the interval: none is waited for here.
    control(encodeHead(FrameType.ping, Flag.syn, 0, nextId));
    nextId = (nextId + 1) % 2 ** 32;
    stopWaiting = startTimer(limitMs, () => onSilence(new Error("The other side has not answered a ping for 10 s")));
  }, intervalMs);
  interval.unref();
  return {
    answered: (id) => {
      if (id === (nextId + 2 ** 32 - 1) % 2 ** 32) stopWaiting?.();
    },
    stop: () => {
      clearInterval(interval);
      stopWaiting?.();
    },
  };
}
