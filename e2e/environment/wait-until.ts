import { setTimeout as sleep } from "node:timers/promises";

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly everyMs?: number;
  /** Said when the time is over; a function is asked then. */
  readonly what: string | (() => string);
}

/**
 * Asks `probe` until it gives something other than undefined or false. A probe that throws is asked again.
 * @throws when the time is over, with the last error of the probe as cause
 */
export async function waitUntil<T>(
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  options: WaitOptions,
): Promise<T> {
  const end = Date.now() + options.timeoutMs;
  let cause: unknown;
  while (Date.now() < end) {
    try {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      cause = error;
    }
    await sleep(options.everyMs ?? 50);
  }
  const what = typeof options.what === "string" ? options.what : options.what();
  throw new Error(`Waited ${options.timeoutMs / 1000} s for ${what}`, { cause });
}
