import { setImmediate } from "node:timers/promises";

/** As long as a pipe that nobody reads, or a network drive that is away, may keep somebody who wants to end the program. */
const longestHoldMs = 2000;

const held = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Does a short piece of work, such as replacing a file, that a signal must not end in its middle. A signal that comes meanwhile ends the
 * process right after it, as it would have without this; should the work hang, after a while, or at once when a second one comes.
 */
export async function holdSignals<T>(work: () => Promise<T>): Promise<T> {
  let came: NodeJS.Signals | undefined;
  const hold = (signal: NodeJS.Signals) => {
    if (came) letThrough(signal);
    else setTimeout(() => letThrough(signal), longestHoldMs).unref();
    came = signal;
  };
  const letThrough = (signal: NodeJS.Signals) => {
    for (const name of held) process.off(name, hold);
    process.kill(process.pid, signal);
  };
  for (const name of held) process.on(name, hold);
  try {
    return await work();
  } finally {
    // One that has arrived is told of in the next round of the event loop; nobody would be told after that.
    await setImmediate();
    await setImmediate();
    for (const name of held) process.off(name, hold);
    if (came) letThrough(came);
  }
}
