// Undoes steps, newest first: in each its clean-up, its defers, then what it still owns. Whatever goes wrong here is reported and never
// hides why the steps ended.

import type { BuildContext, Node, Outcome, StepContext } from "@ingot/sdk";
import type { Leftover, StepScope } from "../journal/run.ts";
import { untilAborted } from "../journal/until-aborted.ts";
import type { WayIn } from "../run/way-in.ts";
import { pauseForDebug } from "./ask-person.ts";

/** A step that has run, whatever came of it. */
export interface RanStep {
  readonly node: Node;
  /** The state that it ran on. */
  readonly state: object;
  readonly scope: StepScope;
  readonly defers: readonly (() => void | Promise<void>)[];
  readonly context: StepContext;
  /** It gave the machine that later steps worked on. */
  readonly givesMachine: boolean;
}

export interface UnwindOptions {
  readonly build: BuildContext;
  /** A clean-up must end some time, and goes on after an interrupt: its signal is its own. */
  readonly signal: AbortSignal;
  readonly wayIn?: WayIn;
}

/** The step whose clean-up runs the error-cleanup-provisioner. */
const provisionStep = "StepProvision";

/**
 * Undoes all steps.
 * @param last the step after which no debug pause was made, because it did not succeed
 * @returns the error that the run ends with: the outcome's, or one that tells of a failed error-cleanup-provisioner as well
 */
export async function unwindSteps(
  ran: readonly RanStep[],
  outcome: Outcome,
  mode: { readonly isAbort: boolean; readonly runsCleanupProvisioner: boolean; readonly last: RanStep | undefined },
  options: UnwindOptions,
): Promise<Error | undefined> {
  const { build } = options;
  let error = outcome.k === "failed" ? outcome.error : undefined;
  let isTold = false;
  for (const step of [...ran].reverse()) {
    const { name } = step.node;
    if (build.flags.debug && step !== mode.last) {
      await options.wayIn?.tell();
      await pauseForDebug(
        `Pausing before cleanup of step '${name}'. Press enter to continue.`,
        build.ask,
        build.signal,
      );
    }
    const isSpared = mode.runsCleanupProvisioner && name === provisionStep;
    if (mode.isAbort && !isSpared) {
      tellAborted(name, error, isTold, build);
      isTold = true;
    }
    // What the machine was connected by goes with the step that gave it.
    if (step.givesMachine) options.wayIn?.close();
    const failed = await unwindStep(step, outcome, mode.isAbort, !mode.isAbort || isSpared, options);
    if (!failed) continue;
    if (name === provisionStep && error) {
      error = new Error(`Cleanup failed: ${failed.message}. Original Provisioning error: ${error.message}`, {
        cause: error,
      });
    } else build.ui.error(`The clean-up of step "${name}" failed: ${failed.message}`);
  }
  return error;
}

/** Takes back what a failed attempt at a step did, before the next: the steps before it stay. */
export async function undoAttempt(step: RanStep, options: UnwindOptions): Promise<void> {
  await runDefers(step, options);
  reportLeftovers(await step.scope.release("all", options.signal), options.build);
}

function tellAborted(step: string, error: Error | undefined, isTold: boolean, build: BuildContext): void {
  if (isTold) build.ui.error(`aborted: skipping cleanup of step "${step}"`);
  else if (!error) build.ui.error("Interrupted, aborting...");
  else {
    build.ui.error(error.message);
    build.ui.error(`Step "${step}" failed, aborting...`);
  }
}

/** @returns what the step's own clean-up threw */
async function unwindStep(
  step: RanStep,
  outcome: Outcome,
  isKept: boolean,
  runsCleanup: boolean,
  options: UnwindOptions,
): Promise<Error | undefined> {
  const { build, signal } = options;
  const { node, scope } = step;
  const startedMs = performance.now();
  build.ui.emit({ type: "cleanup-start", step: node.name });
  let failed: Error | undefined;
  if (runsCleanup && node.cleanup) {
    const resources = scope.resourcesUntil(signal);
    const context: StepContext = {
      ...step.context,
      build: { ...step.context.build, resources, signal },
      resources,
      signal,
    };
    // The pipeline's types say that the state holds what the step needs.
    failed = await failureOf(signal, () => node.cleanup?.(step.state as never, outcome, context));
  }
  await runDefers(step, options);
  const leftovers = isKept
    ? await keepAll(scope, build)
    : await scope.release(outcome.k === "done" ? "run" : "all", signal);
  reportLeftovers(leftovers, build);
  build.ui.emit({
    type: "cleanup-end",
    step: node.name,
    tookMs: Math.round(performance.now() - startedMs),
    leftovers: leftovers.length,
    ...(failed ? { error: failed.message } : {}),
  });
  return failed;
}

async function runDefers(step: RanStep, { build, signal }: UnwindOptions): Promise<void> {
  for (const undo of [...step.defers].reverse()) {
    const failed = await failureOf(signal, undo);
    if (failed) build.ui.error(`The clean-up of step "${step.node.name}" failed: ${failed.message}`);
  }
}

async function keepAll(scope: StepScope, build: BuildContext): Promise<readonly Leftover[]> {
  await scope.keep().catch((error: Error) => {
    build.ui.error(`What was kept could not be noted as kept, and "ingot cleanup" will remove it: ${error.message}`);
  });
  return [];
}

/** @returns what it threw, or the reason why it could not go on */
async function failureOf(
  signal: AbortSignal,
  work: () => void | Promise<void> | undefined,
): Promise<Error | undefined> {
  try {
    await untilAborted(signal, async () => work());
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}

function reportLeftovers(leftovers: readonly Leftover[], build: BuildContext): void {
  for (const { thing, reason } of leftovers) {
    build.ui.error(`Could not remove ${thing.description}: ${reason}\n"ingot cleanup" tries again.`);
  }
}
