import type { BuildContext, Gave } from "@ingot/sdk";
import type { BuildLedger } from "../journal/run.ts";

export interface StepRunOptions {
  /** What the steps see; `ui`, `ask`, `flags` and `signal` are the runner's as well. */
  readonly build: BuildContext;
  readonly ledger: BuildLedger;
  /** Aborts the clean-up itself, with its reason: a second interrupt, say. */
  readonly cleanupSignal?: AbortSignal;
  /** How long the whole clean-up may take, in milliseconds; default half an hour. */
  readonly cleanupTimeoutMs?: number;
}

/**
 * Runs the steps of a pipeline over a first state and resolves with the last one. When a step fails or the run is cancelled, unwinds by
 * `-on-error` and rejects with the first error, or with the reason of the signal.
 */
export declare function runSteps<S extends object, G extends object>(
  pipeline: Gave<G>,
  state: S,
  options: StepRunOptions,
): Promise<S & G>;
