import type { Machine } from "../machine/machine.ts";
import type { Gave } from "../step/pipeline.ts";
import type { Artifact } from "./artifact.ts";
import type { RunContext } from "./context.ts";

/** What a builder gets for one run. */
export interface BuildContext extends RunContext {
  /** Runs the template's provisioners on the machine. The builder calls it once, in its middle; it never runs provisioners itself. */
  readonly provision: (machine: Machine, signal: AbortSignal) => Promise<void>;
  /** Runs the error-cleanup-provisioner, where the template has one. */
  readonly cleanupProvision: (machine: Machine, signal: AbortSignal) => Promise<void>;
  /** Runs a pipeline of steps over a first state, with unwinding, `-on-error`, debug pauses and timing; resolves with the last state. */
  readonly runSteps: <S extends object, G extends object>(pipeline: Gave<G>, state: S) => Promise<S & G>;
}

/** What a builder has decided from its config, before it runs. */
export interface PreparedBuilder {
  /** Names beyond the common ones that `build.*` may read. */
  readonly generatedNames: readonly string[];
  /** undefined is a success without artifact; post-processors are then skipped. */
  readonly run: (context: BuildContext) => Promise<Artifact | undefined>;
}
