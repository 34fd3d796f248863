// Runs a builder's steps and undoes them: what Packer's users know as the step runner, with its messages. A step owns resources and defers;
// the unwinding goes through the steps newest first, and in each through its clean-up, its defers, and what it still owns.

import {
  abortAfter,
  type BuildContext,
  type Gave,
  type Machine,
  type Node,
  type Outcome,
  type StepContext,
  type StepOutcome,
} from "@ingot/sdk";
import type { BuildLedger } from "../journal/run.ts";
import { isTimeout } from "../run/build-timeout.ts";
import type { WayIn } from "../run/way-in.ts";
import { askAfterFailure, pauseForDebug } from "./ask-person.ts";
import { settleSignals } from "./settle-signals.ts";
import { type RanStep, undoAttempt, unwindSteps } from "./unwind-steps.ts";

export interface StepRunOptions {
  /** What the steps see; `ui`, `ask`, `flags` and `signal` are the runner's as well. */
  readonly build: BuildContext;
  readonly ledger: BuildLedger;
  /** Told of the machine that steps give, and asked for the way to it wherever a person is waited for. */
  readonly wayIn?: WayIn;
  /** Aborts the clean-up itself, with its reason: a second interrupt, say. */
  readonly cleanupSignal?: AbortSignal;
  /** How long the whole clean-up may take, in milliseconds; default half an hour. */
  readonly cleanupTimeoutMs?: number;
}

const defaultCleanupMs = 30 * 60_000;

/**
 * Runs the steps of a pipeline over a first state and resolves with the last one. When a step fails or the run is cancelled, unwinds by
 * `-on-error` and rejects with the first error, or with the reason of the signal. What is of life `run` is gone afterwards in every case
 * but `abort`; outputs are gone unless the steps succeeded.
 */
export async function runSteps<S extends object, G extends object>(
  pipeline: Gave<G>,
  state: S,
  options: StepRunOptions,
): Promise<S & G> {
  const { build } = options;
  const ran: RanStep[] = [];
  let current: object = Object.freeze({ ...state });
  let end: StepEnd | undefined;
  for (const node of pipeline.nodes) {
    if (build.signal.aborted) break;
    end = await runWithRetries(node, current, options);
    const machine = end.k === "done" ? machineIn(end.gift) : undefined;
    ran.push({ ...end.step, givesMachine: machine !== undefined });
    if (end.k !== "done") break;
    current = Object.freeze({ ...current, ...end.gift });
    if (machine) options.wayIn?.open(machine);
    if (build.flags.debug) {
      await options.wayIn?.tell();
      await pauseForDebug(
        `Pausing after run of step '${node.name}'. Press enter to continue.`,
        build.ask,
        build.signal,
      );
    }
  }
  const outcome = outcomeOf(end, build.signal);
  const mode = {
    isAbort: outcome.k !== "done" && (end?.k === "failed" ? end.isAborted : isAborting(build)),
    runsCleanupProvisioner: build.flags.onError === "run-cleanup-provisioner",
    last: end?.k === "done" ? undefined : ran.at(-1),
  };
  const error = await unwindSteps(ran, outcome, mode, {
    build,
    signal: cleanupSignal(options),
    ...(options.wayIn ? { wayIn: options.wayIn } : {}),
  });
  if (error) throw error;
  if (outcome.k === "cancelled") throw asError(build.signal.reason);
  // Each step's type says what it gives, and `Gave` that these steps together give G.
  return current as S & G;
}

type StepEnd =
  | { readonly k: "done"; readonly step: RanStep; readonly gift: object }
  | { readonly k: "cancelled"; readonly step: RanStep }
  | { readonly k: "failed"; readonly step: RanStep; readonly error: Error; readonly isAborted: boolean };

function outcomeOf(end: StepEnd | undefined, signal: AbortSignal): Outcome {
  if (end?.k === "failed") return { k: "failed", error: end.error, step: end.step.node.name };
  // It ran out between two steps.
  if (end && isTimeout(signal.reason)) return { k: "failed", error: signal.reason, step: end.step.node.name };
  return signal.aborted || end?.k === "cancelled" ? { k: "cancelled" } : { k: "done" };
}

function isAborting(build: BuildContext): boolean {
  return build.flags.onError === "abort" || build.flags.onError === "run-cleanup-provisioner";
}

function cleanupSignal({ cleanupSignal: outer, cleanupTimeoutMs = defaultCleanupMs }: StepRunOptions): AbortSignal {
  const deadline = abortAfter(cleanupTimeoutMs);
  return outer ? AbortSignal.any([outer, deadline]) : deadline;
}

async function runWithRetries(node: Node, state: object, options: StepRunOptions): Promise<StepEnd> {
  const { build } = options;
  for (let attempt = 1; ; attempt++) {
    const step = prepareAttempt(node, state, attempt, options);
    const end = await runAttempt(step, build);
    if (end.k !== "failed") return end;
    if (build.flags.onError !== "ask" || isTimeout(end.error)) return { ...end, isAborted: isAborting(build) };
    await options.wayIn?.tell("new");
    const answer = await askAfterFailure(node.name, end.error, build);
    if (answer !== "retry") return { ...end, isAborted: answer === "abort" };
    // A second attempt on the ruins of the first would find names taken.
    await undoAttempt(step, { build, signal: cleanupSignal(options) });
  }
}

function prepareAttempt(node: Node, state: object, attempt: number, { build, ledger }: StepRunOptions): RanStep {
  const scope = ledger.scope(node.name, build.signal);
  const defers: (() => void | Promise<void>)[] = [];
  const context: StepContext = {
    build: { ...build, resources: scope.resources },
    ui: build.ui,
    resources: scope.resources,
    defer: (undo) => {
      defers.push(undo);
    },
    attempt,
    signal: build.signal,
  };
  return { node, state, scope, defers, context, givesMachine: false };
}

async function runAttempt(step: RanStep, build: BuildContext): Promise<StepEnd> {
  const { node, state, context } = step;
  const startedMs = performance.now();
  const emitEnd = (outcome: StepOutcome, error?: Error) =>
    build.ui.emit({
      type: "step-end",
      step: node.name,
      outcome,
      tookMs: Math.round(performance.now() - startedMs),
      ...(error ? { error: error.message } : {}),
    });
  build.ui.emit({ type: "step-start", step: node.name, attempt: context.attempt });
  try {
    // The pipeline's types say that the state holds what the step needs.
    const gift = await node.run(state as never, context);
    emitEnd("done");
    return { k: "done", step, gift };
  } catch (thrown) {
    const error = asError(thrown);
    await settleSignals();
    // What an interrupted step throws says no more than that.
    if (isTimeout(build.signal.reason)) {
      emitEnd("failed", build.signal.reason);
      return { k: "failed", step, error: build.signal.reason, isAborted: false };
    }
    if (build.signal.aborted) {
      emitEnd("cancelled");
      return { k: "cancelled", step };
    }
    emitEnd("failed", error);
    return { k: "failed", step, error, isAborted: false };
  }
}

/** A step that gives a machine gives it under this name, for the provision step wants it so. */
function machineIn(gift: object): Machine | undefined {
  return "machine" in gift ? (gift.machine as Machine) : undefined;
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
