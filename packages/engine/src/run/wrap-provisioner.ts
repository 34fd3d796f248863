import { setTimeout as sleep } from "node:timers/promises";
import type { Ui } from "@ingot/sdk";
import { formatGoDuration } from "@ingot/sdk";
import type { PlannedProvisioner } from "../plan/plan.ts";
import { settleSignals } from "../runner/settle-signals.ts";

/**
 * Runs a provisioner inside the wrappers that its template asks for, in Packer's order from the inside out:
 * a pause or a timeout (a pause wins where both are set), retries, and going on in spite of an error.
 */
export async function runWithWrappers(
  planned: PlannedProvisioner,
  ui: Ui,
  signal: AbortSignal,
  provision: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  try {
    await withRetries(planned.maxRetries, ui, signal, () => withPauseOrTimeout(planned, ui, signal, provision));
  } catch (error) {
    if (!planned.continueOnError || signal.aborted) throw error;
    ui.say(
      `Warning: Provisioner failed with ${JSON.stringify(messageOf(error))}, but continue_on_error is set; continuing the build.`,
    );
  }
}

async function withRetries(retries: number, ui: Ui, signal: AbortSignal, attempt: () => Promise<void>): Promise<void> {
  let first: unknown;
  for (let left = retries; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      first ??= error;
      await settleSignals();
      if (signal.aborted) throw error;
      if (left <= 0) {
        if (retries > 0) ui.say("retry limit reached.");
        throw first;
      }
      ui.say(`Provisioner failed with ${JSON.stringify(messageOf(first))}, retrying with ${left} trie(s) left`);
    }
  }
}

async function withPauseOrTimeout(
  planned: PlannedProvisioner,
  ui: Ui,
  signal: AbortSignal,
  provision: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  if (planned.pauseBeforeMs > 0) {
    ui.say(`Pausing ${formatGoDuration(planned.pauseBeforeMs)} before the next provisioner...`);
    await sleep(planned.pauseBeforeMs, undefined, { signal });
    return provision(signal);
  }
  if (planned.timeoutMs <= 0) return provision(signal);
  const limit = formatGoDuration(planned.timeoutMs);
  ui.say(`Setting a ${limit} timeout for the next provisioner...`);
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    ui.error("Cancelling provisioner after a timeout...");
    deadline.abort(
      new Error(`The ${planned.type} provisioner was stopped: it did not end within its timeout of ${limit}`),
    );
  }, planned.timeoutMs);
  try {
    await provision(AbortSignal.any([signal, deadline.signal]));
    // A provisioner that swallowed the abort has still not done its work in time.
    deadline.signal.throwIfAborted();
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
