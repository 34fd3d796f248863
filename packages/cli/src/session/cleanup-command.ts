import { resolve } from "node:path";

/** The words that start this very program anew, to clean up after a run. */
export function cleanupCommand(run: string): readonly string[] {
  // A debugger belongs to the process that it was meant for.
  const nodeFlags = process.execArgv.filter((flag) => !flag.startsWith("--inspect"));
  return [process.execPath, ...nodeFlags, resolve(process.argv[1] ?? ""), "cleanup", `-run=${run}`];
}
