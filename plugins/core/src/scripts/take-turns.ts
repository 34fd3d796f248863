// A thousand builds may each want to run a script at the same moment. They all may, as long as there are file descriptors for it: where
// there are not (a limit of 1024 is common), the rest waits for those that run, instead of failing.

import { readFileSync } from "node:fs";

/** What a script takes of our file descriptors while it runs: its two outputs, and one for a moment when it is started. */
const perScript = 3;
/** What the rest of a run needs. */
const reserved = 128;

/** Lets so many pieces of work go on at once; the others wait for their turn, in order. */
export function takeTurns(atOnce: () => number): <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (signal, work) => {
    if (running < atOnce()) running++;
    else await turn(waiting, signal);
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

function turn(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const start = () => {
      signal.removeEventListener("abort", cancel);
      resolve();
    };
    const cancel = () => {
      waiting.splice(waiting.indexOf(start), 1);
      reject(signal.reason);
    };
    signal.addEventListener("abort", cancel, { once: true });
    waiting.push(start);
  });
}

let limit: number | undefined;

/** Runs a script of this host when there is room for one more. */
export const whenThereIsRoom = takeTurns(() => {
  limit ??= scriptsAtOnce();
  return limit;
});

/** How many scripts there are file descriptors for; where the system does not tell, no limit. */
function scriptsAtOnce(): number {
  try {
    const files = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    return files === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(8, Math.floor((Number(files) - reserved) / perScript));
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
