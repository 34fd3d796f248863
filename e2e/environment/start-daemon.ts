import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { endProcess, isAlive, type ProcessIdentity, readProcess } from "./processes.ts";
import { waitUntil } from "./wait-until.ts";

export interface Daemon {
  readonly identity: ProcessIdentity;
  /** What it has printed so far. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

export interface DaemonOptions {
  /** Names its files in the folder of the run: NAME.log and NAME.pid.json. */
  readonly name: string;
  readonly folder: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Asked until true; an exit meanwhile is an error at once. Receives what the daemon has printed so far. */
  readonly isReady: (log: string) => boolean | Promise<boolean>;
  readonly timeoutMs?: number;
  /** How long it may take to end when asked, before it is killed; 0 for a program that does not listen. Default: 15 s. */
  readonly graceMs?: number;
}

/** What stands in a daemon's pid file. */
export interface DaemonRecord extends ProcessIdentity {
  readonly graceMs: number;
}

/**
 * Starts a program that stays, in a session of its own so that a Ctrl-C reaches only the tests, and waits until it is ready.
 * Its pid and start time are written down, so that a later run can end it if this one dies (sweep-run.ts).
 * @throws with its log when it ends or does not get ready in time
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const logPath = join(options.folder, `${options.name}.log`);
  const log = () => readFileSync(logPath, "utf8");
  const output = openSync(logPath, "w");
  const child = spawn(options.command, options.args, {
    detached: true,
    stdio: ["ignore", output, output],
    env: { ...process.env, ...options.env },
  });
  closeSync(output);
  let failure: Error | undefined;
  child.once("error", (error) => {
    failure = error;
  });
  child.once("exit", (code, signal) => {
    failure ??= new Error(`${options.command} ended (${signal ?? `code ${code}`})\n${log()}`);
  });
  child.unref();

  const identity = { pid: child.pid ?? -1, start: (child.pid && readProcess(child.pid)?.start) || "" };
  const record: DaemonRecord = { ...identity, graceMs: options.graceMs ?? 15_000 };
  writeFileSync(join(options.folder, `${options.name}.pid.json`), JSON.stringify(record));
  const stop = () => endProcess(identity, record.graceMs);
  try {
    await waitUntil(async () => failure !== undefined || (await options.isReady(log())), {
      timeoutMs: options.timeoutMs ?? 30_000,
      everyMs: 25,
      what: () => `${options.name} to be ready. Its log:\n${log()}`,
    });
    if (failure) throw failure;
    child.removeAllListeners("exit"); // its log may be gone by then
  } catch (error) {
    if (isAlive(identity)) await stop();
    throw error;
  }
  return { identity, log, stop };
}
