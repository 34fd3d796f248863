import type { AnyResourceKind } from "@ingot/sdk";
import type { Leftover, Thing } from "../journal/run.ts";

/**
 * What is known of the process that a run belongs to. `unknown`: it ran on another machine or in another process namespace, so that nobody
 * here can tell; such a run is touched only when it is named. `busy`: somebody alive is cleaning it up. `newer`: written by a newer version.
 */
export type Standing = "alive" | "dead" | "unknown" | "busy" | "newer";

/** A run that is not over, as its journal tells it. Nothing was touched to know this. */
export interface FoundRun {
  readonly run: string;
  readonly standing: Standing;
  /** When the run began, ISO 8601; undefined when its first record cannot be read. */
  readonly startedAt: string | undefined;
  /** Process that owns it, or cleans it up. */
  readonly pid: number | undefined;
  /** What an ordinary recovery would remove. */
  readonly things: readonly Thing[];
  /** Left on purpose by `-on-error=abort`. */
  readonly kept: readonly Thing[];
  /** Outputs of builders that had finished. */
  readonly outputs: readonly Thing[];
  /** Why it cannot be read or touched, as sentences; for `newer` and damaged journals. */
  readonly problem: string | undefined;
  /** What the last clean-up could not do, and why: a phrase. */
  readonly failure: string | undefined;
}

/** What a recovery did with one run. */
export interface Recovered {
  readonly run: string;
  readonly standing: Standing;
  /** Removed now; with `dryRun`, what would be. */
  readonly destroyed: readonly Thing[];
  /** Belonged to a boot that is not this one, and ended with it: nothing to do. */
  readonly ended: readonly Thing[];
  /** Could not be removed. The journal still has them, and the next recovery tries again. */
  readonly failed: readonly Leftover[];
  /** Left where they are, because nobody asked for them. */
  readonly kept: readonly Thing[];
  readonly outputs: readonly Thing[];
  /** Processes of the dead run that were ended first. */
  readonly endedProcesses: readonly number[];
  /** Things of which only damaged lines of the journal tell, so that nobody knows what they were. The run stays until it is forgotten. */
  readonly lostEntries: number;
  /** Why the run as a whole was not touched, as sentences. */
  readonly problem: string | undefined;
}

export interface RecoverOptions {
  readonly stateDir: string;
  /** The registry: loads the plugin that a kind's name begins with. undefined: nobody knows the kind. */
  readonly kinds: (kind: string) => Promise<AnyResourceKind | undefined>;
  /** Answers for secrets by name; throws an error that names what is missing. */
  readonly secret: (name: string) => Promise<string>;
  /** Only this run, also when its owner is unknown. */
  readonly run?: string;
  /** Only runs that began at least so long ago, in milliseconds. */
  readonly olderThanMs?: number;
  /** Removes also what `-on-error=abort` left. */
  readonly withKept?: boolean;
  /** Removes also outputs of finished builds. */
  readonly outputs?: boolean;
  /** Only tells what would be done. */
  readonly dryRun?: boolean;
  /** Is told of each thing as it goes. */
  readonly onDestroyed?: (run: string, thing: Thing) => void;
  readonly signal: AbortSignal;
}
