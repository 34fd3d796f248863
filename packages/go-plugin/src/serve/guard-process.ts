// What a process that serves a plugin does about signals, faults and prints.

import { writeSync } from "node:fs";
import { inspect } from "node:util";

/**
 * Ctrl-C reaches every process of the terminal, and a host cancels by a call: once it has connected, these signals are its business
 * (plugin-protocol 2.5). Before that they end us, and the door with us.
 */
export function ignoreSignals(
  shut: () => Promise<void>,
  log: (text: string) => void,
): { readonly ignore: () => void; readonly stop: () => void } {
  let isServing = false;
  const names = ["SIGINT", "SIGTERM"] as const;
  const handlers = names.map((name) => {
    const handler = () => {
      if (isServing) log(`${name} is left to the host`);
      else
        shut().finally(() => {
          stop();
          process.kill(process.pid, name);
        });
    };
    process.on(name, handler);
    return { name, handler };
  });
  const stop = () => {
    for (const { name, handler } of handlers) process.off(name, handler);
  };
  return {
    ignore: () => {
      isServing = true;
    },
    stop,
  };
}

/**
 * An error that nobody catches ends the process, as always; what is printed of it goes into the host's log, where no secret may stand. What the
 * component has made is then for the supervisor of its job to remove.
 */
export function maskFaults(mask: (text: string) => string): { readonly stop: () => void } {
  const handler = (error: unknown) => {
    try {
      // Not through a stream: what that holds is lost when the process ends.
      writeSync(2, `${mask(inspect(error))}\n`);
    } finally {
      process.exit(1);
    }
  };
  process.on("uncaughtException", handler);
  return { stop: () => void process.off("uncaughtException", handler) };
}

/** Lets what is written to standard output go to standard error. @returns what ends that */
export function divertOutput(): () => void {
  const { stdout, stderr } = process;
  const write = stdout.write;
  stdout.write = stderr.write.bind(stderr) as typeof stdout.write;
  return () => {
    stdout.write = write;
  };
}
