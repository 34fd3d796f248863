import type { BuilderComponent } from "../component/define.ts";
import type { BuildContext } from "../step/step.ts";
import { type Bench, openBench } from "./bench.ts";
import type { TestConfig } from "./prepare-for-test.ts";
import type { BuilderRunOptions } from "./run-component.ts";

/** What a builder left when one of its steps failed. */
export interface StepFailure {
  /** The step that was made to fail after it had done its work. */
  readonly step: string;
  /** What is left, by the names that its kinds give it: nothing, where the builder is right. */
  readonly left: readonly string[];
  /** What went wrong while the steps were undone. */
  readonly problems: readonly string[];
}

/**
 * Runs a step builder once for each of its steps, and makes that step fail after it has done its work. Each run has a bench of its own.
 *
 * @param config made anew for each run, so that it may name things in the folder of the bench
 * @throws what the builder itself throws before the step that is to fail
 */
export async function failAtEachStep(
  builder: BuilderComponent,
  config: (bench: Bench) => TestConfig | Promise<TestConfig>,
  options: BuilderRunOptions & { readonly inspect?: (failure: StepFailure, bench: Bench) => void | Promise<void> } = {},
): Promise<readonly StepFailure[]> {
  const failures: StepFailure[] = [];
  for (let failing = 0; ; failing++) {
    const bench = await openBench();
    try {
      const ready = await bench.ready(builder, await config(bench), options.isWeak);
      const planned = new PlannedFailure();
      const step: { name?: string } = {};
      const build = failingAt(
        failing,
        bench.buildContext(async (machine) => options.provision?.(machine)),
        (name) => {
          if (name !== undefined) step.name = name;
          throw planned;
        },
      );
      const problems: string[] = [];
      try {
        await ready.run(build);
      } catch (error) {
        const causes: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
        if (!causes.includes(planned)) throw error;
        for (const cause of causes)
          if (cause !== planned) problems.push(cause instanceof Error ? cause.message : String(cause));
      }
      if (step.name === undefined) return failures;
      const failure = { step: step.name, left: bench.ledger.left().map(({ description }) => description), problems };
      failures.push(failure);
      await options.inspect?.(failure, bench);
    } finally {
      await bench.remove();
    }
  }
}

class PlannedFailure extends Error {
  constructor() {
    super("made to fail by the test");
    this.name = "PlannedFailure";
  }
}

/** A build in which the step of that number fails at its end; without such a step it does not run any. */
function failingAt(number: number, build: BuildContext, fail: (step?: string) => never): BuildContext {
  return {
    ...build,
    runSteps: async (pipeline, state) => {
      if (number >= pipeline.nodes.length) fail();
      const nodes = pipeline.nodes.map((node, i) =>
        i === number
          ? {
              ...node,
              run: async (given: never, context: Parameters<typeof node.run>[1]) => {
                await node.run(given, context);
                return fail(node.name);
              },
            }
          : node,
      );
      return build.runSteps({ ...pipeline, nodes }, state);
    },
  };
}
