// Runs steps as Ingot does, without its terminal: in order, then undone newest first, each step's clean-up before its defers before what it
// owns. Outputs stay when all went well.

import type { BuildContext, Gave, Node, Outcome, StepContext } from "../step/step.ts";
import type { OpenLedger } from "./ledger.ts";

interface Ran {
  readonly node: Node;
  readonly state: object;
  readonly context: StepContext;
  readonly undo: (() => void | Promise<void>)[];
  readonly release: (what: "run" | "all") => Promise<readonly Error[]>;
}

/**
 * Runs the steps of a pipeline over a first state, and gives the last one.
 *
 * @throws what the first failed step threw; an AggregateError where undoing failed too
 */
export async function runPipeline<S extends object, G extends object>(
  pipeline: Gave<G>,
  state: S,
  build: BuildContext,
  ledger: OpenLedger,
): Promise<S & G> {
  const ran: Ran[] = [];
  let current: object = state;
  let outcome: Outcome = { k: "done" };
  for (const node of pipeline.nodes) {
    const step = begin(node, current, build, ledger);
    ran.push(step);
    try {
      build.signal.throwIfAborted();
      build.ui.emit({ type: "step-start", step: node.name, attempt: 1 });
      // The pipeline's types say that the state holds what the step needs.
      const gift = await node.run(current as never, step.context);
      current = Object.freeze({ ...current, ...gift });
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      outcome = build.signal.aborted ? { k: "cancelled" } : { k: "failed", error, step: node.name };
      break;
    }
  }
  const failures = await unwind(ran, outcome);
  const first =
    outcome.k === "failed" ? [outcome.error] : outcome.k === "cancelled" ? [build.signal.reason as Error] : [];
  if (failures.length > 0) {
    const words = [...first, ...failures].map(({ message }) => message).join("; ");
    throw new AggregateError([...first, ...failures], `Undoing the steps failed: ${words}`);
  }
  if (first[0]) throw first[0];
  return current as S & G;
}

function begin(node: Node, state: object, build: BuildContext, ledger: OpenLedger): Ran {
  const { resources, release } = ledger.scope(build.signal);
  const undo: (() => void | Promise<void>)[] = [];
  const context: StepContext = {
    build: { ...build, resources },
    ui: build.ui,
    resources,
    defer: (one) => void undo.push(one),
    attempt: 1,
    signal: build.signal,
  };
  return { node, state, context, undo, release };
}

async function unwind(ran: readonly Ran[], outcome: Outcome): Promise<readonly Error[]> {
  const failures: Error[] = [];
  const attempt = async (work: () => unknown) => {
    try {
      await work();
    } catch (error) {
      failures.push(error instanceof Error ? error : new Error(String(error)));
    }
  };
  for (const { node, state, context, undo, release } of [...ran].reverse()) {
    // A clean-up goes on after an interrupt.
    const { signal } = new AbortController();
    const around = { ...context, build: { ...context.build, signal }, signal };
    await attempt(() => node.cleanup?.(state as never, outcome, around));
    for (const one of undo.reverse()) await attempt(one);
    failures.push(...(await release(outcome.k === "done" ? "run" : "all")));
  }
  return failures;
}
