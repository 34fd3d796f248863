import type { RunContext } from "../component/context.ts";
import type { Ui } from "../event/ui.ts";
import type { Machine } from "../machine/machine.ts";
import type { Resources } from "../resource/resource.ts";

/** How a run of steps ended, as seen by a step's clean-up. */
export type Outcome =
  | { readonly k: "done" }
  | { readonly k: "failed"; readonly error: Error; readonly step: string }
  | { readonly k: "cancelled" };

/** What the runner hands to a step. */
export interface StepContext {
  readonly build: BuildContext;
  readonly ui: Ui;
  /** What the step creates outside the process is owned through this; the runner undoes it, newest first. */
  readonly resources: Resources;
  /** Undo for things inside the process (a server, a socket): they die with us and need no journal. Runs before the step's resources are released. */
  readonly defer: (undo: () => void | Promise<void>) => void;
  /** 1 on the first run of the step, 2 after the first retry. */
  readonly attempt: number;
  readonly signal: AbortSignal;
}

/**
 * A named step. It returns what it gives and never writes to shared state, so a failed step leaves nothing behind and a retry starts from
 * the same state. Steps do not clean up: they own resources. `cleanup` is for the rare effect that is neither a resource nor inside the
 * process; it runs in reverse order when the pipeline ends, before the resources of that step go.
 */
export interface Step<in N extends object, out G extends object> {
  /** Packer's own name where it has one ("StepProvision"): scripts grep for it. */
  readonly name: string;
  // Properties, not methods: methods are compared both ways, and a missing need would compile.
  readonly run: (state: Readonly<N>, context: StepContext) => Promise<G>;
  readonly cleanup?: (state: Readonly<N>, outcome: Outcome, context: StepContext) => Promise<void>;
}

/** One entry of a pipeline, as the runner sees it. Conditions are already decided: a builder knows its config. */
export type Node = Step<never, object>;

/** Something that gives `G`. The phantom keeps the comparison of branches cheap and their messages short. */
export interface Gave<out G extends object> {
  readonly nodes: readonly Node[];
  readonly "~gives"?: G;
}

/** What a builder gets for one run. */
export interface BuildContext extends RunContext {
  /** Runs the template's provisioners on the machine. The builder calls it once, in its middle; it never runs provisioners itself. */
  readonly provision: (machine: Machine, signal: AbortSignal) => Promise<void>;
  /** Runs the error-cleanup-provisioner, where the template has one. */
  readonly cleanupProvision: (machine: Machine, signal: AbortSignal) => Promise<void>;
  /** Runs a pipeline of steps over a first state, with unwinding, `-on-error`, debug pauses and timing; resolves with the last state. */
  readonly runSteps: <S extends object, G extends object>(pipeline: Gave<G>, state: S) => Promise<S & G>;
}

/** Declares a step; the types of need and gift are read from `run`. */
export function step<N extends object, G extends object>(definition: Step<N, G>): Step<N, G> {
  return definition;
}
