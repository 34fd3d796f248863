// Waits until a machine lets us in. Machines start slowly, restart while they are installed, and put the key in place late, so nearly
// every failure is followed by another attempt; only refused logins are counted.

import { setTimeout as sleep } from "node:timers/promises";
import { formatGoDuration } from "../../duration/format-go-duration.ts";
import { SshConnectError } from "./connect-error.ts";
import { openConnection, type SshConnection } from "./open-connection.ts";
import type { SshSettings } from "./settings.ts";

/** Milliseconds throughout. */
export interface Rhythm {
  /** Between attempts at a machine that is not there: from the first to the longest. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** After a refused login. Long, so that the usual ten attempts last a minute, as templates rely on: keys appear late. */
  readonly refusedPauseMs: number;
  /** How long an attempt may be silent before another one is begun beside it. */
  readonly silentMs: number;
}

export const usualRhythm: Rhythm = { firstPauseMs: 100, longestPauseMs: 1000, refusedPauseMs: 7000, silentMs: 2000 };

export interface Patience {
  /** 0: without limit. */
  readonly timeoutMs: number;
  /** How many logins may be refused; 0: without limit. */
  readonly attempts: number;
}

export interface WaitOptions {
  /** Asked before each attempt, as the address may be known late: it may reject, which is only one failure more. */
  readonly settings: (signal: AbortSignal) => Promise<SshSettings>;
  readonly patience: Patience;
  readonly rhythm: Rhythm;
  /** Told of each failure. */
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
  let refusals = 0;
  let pauseMs = rhythm.firstPauseMs;
  let last: Error | undefined;
  try {
    for (;;) {
      try {
        const settings = await options.settings(signal);
        return { connection: await attempt(settings, rhythm, signal), settings };
      } catch (error) {
        signal.throwIfAborted();
        last = error instanceof Error ? error : new Error(String(error));
      }
      options.onFailure(last.message);
      const problem = last instanceof SshConnectError ? last.problem : "unreachable";
      if (problem === "impossible") throw new Error(`Error waiting for SSH: ${last.message}`, { cause: last });
      if (problem === "authentication" && ++refusals === patience.attempts) throw refused(last, refusals);
      await sleep(problem === "authentication" ? rhythm.refusedPauseMs : pauseMs, undefined, { signal });
      pauseMs = Math.min(pauseMs * 1.5, rhythm.longestPauseMs);
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

/**
 * One attempt. A connection that hangs may be one to a machine that was not ready when it was begun, and would be answered late or never
 * (port forwarding of QEMU), so others are begun beside it; the first to be answered goes on, the others are dropped.
 */
async function attempt(settings: SshSettings, rhythm: Rhythm, signal: AbortSignal): Promise<SshConnection> {
  // At a bastion host each of them would have to log in.
  if (settings.bastion) return openConnection(settings, { signal });
  const running = new Map<number, AbortController>();
  let winner: number | undefined;
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<SshConnection>((resolve, reject) => {
      const start = () => {
        const index = count++;
        const own = new AbortController();
        running.set(index, own);
        const mayLogIn = () => {
          winner ??= index;
          return winner === index;
        };
        openConnection(settings, { signal: AbortSignal.any([signal, own.signal]), mayLogIn }).then(resolve, (error) => {
          running.delete(index);
          if (winner === index || (winner === undefined && running.size === 0)) reject(error);
        });
        // The first may be with a machine that is slow, so it is left; of the others only the latest.
        for (const [other, controller] of running) {
          if (other !== 0 && other < index - 1 && winner === undefined) controller.abort(new Error("superseded"));
        }
      };
      timer = setInterval(() => {
        if (winner === undefined) start();
      }, rhythm.silentMs);
      start();
    });
  } finally {
    clearInterval(timer);
    for (const [index, controller] of running) if (index !== winner) controller.abort(new Error("not needed"));
  }
}
