// Why there will be no answer from a plugin: what can be told of its end, and what it wrote last.

import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { PluginFailure } from "@ingot/sdk";
import type { StderrWatch } from "./watch-stderr.ts";

/** How long a process whose connection broke may take to be seen dead, with its last words, in milliseconds. */
const deathMs = 2000;

export interface Death {
  readonly name: string;
  /** What was going on, as the end of "while ...". */
  readonly doing: string;
  /** What the connection said. */
  readonly error: unknown;
  readonly child: ChildProcess;
  readonly exited: Promise<void>;
  readonly stderr: StderrWatch;
  /** Whether we end it ourselves. */
  readonly isEnding: () => boolean;
  readonly end: () => Promise<void>;
}

/** What a plugin wrote last, between two sentences. */
export function showLastWords(stderr: StderrWatch): string {
  const words = stderr.lastWords();
  return words.length > 0 ? `\nThe last lines of its log:\n${words.map((line) => `  ${line}`).join("\n")}\n` : " ";
}

/** Waits for the end of the process and tells of it. One that lives on without its connection is ended. */
export async function describeDeath(death: Death): Promise<Error> {
  const { name, doing, error, child, exited, stderr } = death;
  const message = error instanceof Error ? error.message : String(error);
  if (death.isEnding()) {
    await death.end();
    return new Error(`The plugin ${name} was stopped while ${doing}`, { cause: error });
  }
  await Promise.race([Promise.all([exited, stderr.ended]), sleep(deathMs, undefined, { ref: false })]);
  const log = showLastWords(stderr);
  // It ends in peace when we hang up on it.
  const hungUp = child.exitCode === 0 && !/EOF|ECONNRESET|EPIPE/.test(message);
  if (hungUp || (child.exitCode === null && child.signalCode === null)) {
    await death.end();
    const detail = `What ${name} sent while ${doing} could not be understood: ${message}.${log}Look for another version of the plugin, or tell who makes it.`;
    return new PluginFailure("The connection to a plugin broke", detail, { cause: error });
  }
  const how = child.signalCode ? `was killed by ${child.signalCode}` : `ended with exit code ${child.exitCode}`;
  const detail = `${name} ${how} while ${doing}.${log}Look for another version of the plugin, or tell who makes it.`;
  return new PluginFailure("plugin exited unexpectedly", detail, { cause: error });
}
