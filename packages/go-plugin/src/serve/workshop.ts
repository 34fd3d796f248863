import type { BuildContext, Gave, Resources, TempFiles } from "@ingot/sdk";

/** What a job is opened for. */
export interface JobFacts {
  /** The build that it belongs to, for the journal. */
  readonly build: string;
  /** The component, for the journal. */
  readonly component: string;
  /** Takes what goes to the log: a line each. */
  readonly log: (text: string) => void;
  readonly signal: AbortSignal;
}

/** One piece of work: a builder's run, a provisioner's, a post-processor's. What it makes is written down before it is there. */
export interface Job {
  readonly resources: Resources;
  readonly temp: TempFiles;
  /** See `BuildContext.runSteps`. */
  readonly runSteps: <S extends object, G extends object>(
    pipeline: Gave<G>,
    state: S,
    build: BuildContext,
  ) => Promise<S & G>;
  /** The work is done: its outputs are the user's. */
  readonly commit: () => Promise<void>;
  /** Destroys what is left of it. Never rejects; resolves with what could not be removed, in words. */
  readonly close: () => Promise<readonly string[]>;
}

/** Where served components work. It is given by who serves: the journal and the step runner are the engine's, of which this package knows nothing. */
export interface Workshop {
  readonly open: (facts: JobFacts) => Job;
}
