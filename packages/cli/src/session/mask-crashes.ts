import { writeSync } from "node:fs";
import { inspect } from "node:util";

let current: ((text: string) => string) | undefined;

/** Masks what is printed when this process ends by an error that nobody caught, from now on. It ends as it does without this, with 1. */
export function maskCrashes(mask: (text: string) => string): void {
  if (current === undefined) process.on("uncaughtException", crash);
  current = mask;
}

function crash(error: unknown): void {
  try {
    // Not through a stream: what that holds is lost when the process ends.
    writeSync(2, `${current?.(inspect(error))}\n\nThis is a bug of Ingot.\n`);
  } finally {
    process.exit(1);
  }
}
