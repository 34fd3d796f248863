import { setImmediate } from "node:timers/promises";

/**
 * Lets a signal arrive that has come already. Ctrl-C reaches the programs of a build as it reaches us, and their end may be heard of first:
 * it would be taken for a failure, to be asked about or tried again. A signal is told of in the next round of the event loop.
 */
export async function settleSignals(): Promise<void> {
  await setImmediate();
  await setImmediate();
}
