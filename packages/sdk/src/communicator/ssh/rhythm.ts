// How attempts to connect follow each other. Waiting for a machine is where builds lose most of their time for nothing, so what costs
// nobody anything is asked often, and what costs the other side something is not.

import type { ConnectProblem } from "./connect-error.ts";

/** Milliseconds throughout. */
export interface Rhythm {
  /** Between attempts at a machine that is not there: from the first to the longest. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** The mean pause after refused logins. Long, so that the usual ten attempts last a minute, as templates rely on: keys appear late. */
  readonly refusedPauseMs: number;
  /** How long an attempt may be silent before another one is begun beside it; grows to the longest pause. */
  readonly silentMs: number;
  /** The same once a server has spoken: it is there and at work, and may be a slow one. */
  readonly slowMs: number;
}

export const usualRhythm: Rhythm = {
  firstPauseMs: 100,
  longestPauseMs: 500,
  refusedPauseMs: 7000,
  silentMs: 250,
  slowMs: 2000,
};

/**
 * The pauses of one wait: asked after each failure for the time until the next attempt.
 *
 * Refused logins are few and must last: all pauses together take what as many pauses of the mean length would, but the first are short,
 * since most late keys are a few seconds late.
 *
 * @param attempts how many logins may be refused; 0: without limit
 */
export function createPauses(rhythm: Rhythm, attempts: number): (problem: ConnectProblem) => number {
  const { firstPauseMs, longestPauseMs, refusedPauseMs } = rhythm;
  let pauseMs = firstPauseMs;
  let refusals = 0;
  const afterRefusal = () => {
    refusals++;
    const inTurn = attempts > 1 ? attempts - 1 : usualPauses;
    // The k-th attempt comes after the square of its share of the whole time.
    const [from, to] = [refusals - 1, refusals].map((count) => (count / inTurn) ** 2 * inTurn * refusedPauseMs);
    const pause = (to ?? 0) - (from ?? 0);
    return attempts > 1 ? pause : Math.min(pause, refusedPauseMs);
  };
  return (problem) => {
    if (problem === "authentication") return afterRefusal();
    if (problem === "absent") pauseMs = firstPauseMs;
    const pause = pauseMs;
    pauseMs = Math.min(pauseMs * 1.5, longestPauseMs);
    return pause;
  };
}

/** Between the usual ten attempts. */
const usualPauses = 9;
