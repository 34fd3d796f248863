import { setTimeout as sleep } from "node:timers/promises";

/** In milliseconds. Packer waits two seconds each time. */
const firstPauseMs = 100;
const longestPauseMs = 500;

/** Makes the pauses between attempts at something: each call waits longer than the one before, from a tenth of a second to half of one. */
export function backOff(signal: AbortSignal): () => Promise<void> {
  let pauseMs = firstPauseMs;
  return async () => {
    await sleep(pauseMs, undefined, { signal });
    pauseMs = Math.min(pauseMs * 1.5, longestPauseMs);
  };
}
