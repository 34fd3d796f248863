// Waits until a machine lets us in. Machines start slowly, restart while they are installed, and put the key in place late, so nearly
// every failure is followed by another attempt; only refused logins are counted.

import { setTimeout as sleep } from "node:timers/promises";
import { formatGoDuration } from "../../duration/format-go-duration.ts";
import { SshConnectError } from "./connect-error.ts";
import type { SshConnection } from "./open-connection.ts";
import { raceConnections } from "./race-connections.ts";
import { createPauses, type Rhythm } from "./rhythm.ts";
import type { SshSettings } from "./settings.ts";

export interface Patience {
  /** 0: without limit. */
  readonly timeoutMs: number;
  /** How many logins may be refused; 0: without limit. */
  readonly attempts: number;
}

export interface WaitOptions {
  /** Asked anew every second, as the address may be known late, or change: it may reject, which is only one failure more. */
  readonly settings: (signal: AbortSignal) => Promise<SshSettings>;
  readonly patience: Patience;
  readonly rhythm: Rhythm;
  /** Told of failures, of one that repeats itself every ten seconds. */
  readonly onFailure: (problem: string) => void;
  readonly signal: AbortSignal;
}

export interface Connected {
  readonly connection: SshConnection;
  readonly settings: SshSettings;
}

/** Tries until there is a connection, patience ends, or waiting cannot help. The error says what the last problem was. */
export async function waitForSsh(options: WaitOptions): Promise<Connected> {
  const { patience, rhythm } = options;
  const timeout = new AbortController();
  const timer = patience.timeoutMs > 0 ? setTimeout(() => timeout.abort(), patience.timeoutMs) : undefined;
  const signal = AbortSignal.any([options.signal, timeout.signal]);
  const pauseAfter = createPauses(rhythm, patience.attempts);
  const settings = rememberFor(settingsMs, () => options.settings(signal));
  const tell = tellSparingly(options.onFailure);
  let refusals = 0;
  let last: Error | undefined;
  try {
    for (;;) {
      try {
        const known = await settings();
        return { connection: await raceConnections(known, rhythm, signal), settings: known };
      } catch (error) {
        signal.throwIfAborted();
        last = error instanceof Error ? error : new Error(String(error));
      }
      tell(last.message);
      const problem = last instanceof SshConnectError ? last.problem : "unreachable";
      if (problem === "impossible") throw new Error(`Error waiting for SSH: ${last.message}`, { cause: last });
      if (problem === "authentication" && ++refusals === patience.attempts) throw refused(last, refusals);
      await sleep(pauseAfter(problem), undefined, { signal });
    }
  } catch (error) {
    options.signal.throwIfAborted();
    if (timeout.signal.aborted) throw timedOut(patience.timeoutMs, last);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function refused(last: Error, refusals: number): Error {
  const times = refusals === 1 ? "once" : `${refusals} times`;
  return new Error(
    `Error waiting for SSH: ${last.message}. This was an authentication error, seen ${times}. Check ssh_username and the password or ` +
      "key; if the machine only takes them later, raise ssh_handshake_attempts, or set ssh_timeout alone",
    { cause: last },
  );
}

function timedOut(timeoutMs: number, last: Error | undefined): Error {
  const problem = last ? ` The last problem: ${last.message}.` : " The machine did not answer.";
  return new Error(
    `Timeout waiting for SSH.${problem} Waited ${formatGoDuration(timeoutMs)}; raise ssh_timeout if the machine needs longer, else see ` +
      "whether its SSH server runs and can be reached from here",
    { cause: last },
  );
}

/** So long an address is believed, in milliseconds: a port is tried more often than a cloud wants to be asked. */
const settingsMs = 1000;
/** A failure that repeats itself is told of this often, in milliseconds. */
const tellAgainMs = 10_000;

function rememberFor<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let known: { readonly value: T; readonly at: number } | undefined;
  return async () => {
    if (known && performance.now() - known.at < ms) return known.value;
    known = undefined;
    const value = await ask();
    known = { value, at: performance.now() };
    return value;
  };
}

function tellSparingly(tell: (problem: string) => void): (problem: string) => void {
  let told = "";
  let toldAt = 0;
  return (problem) => {
    const now = performance.now();
    if (problem === told && now - toldAt < tellAgainMs) return;
    told = problem;
    toldAt = now;
    tell(problem);
  };
}
