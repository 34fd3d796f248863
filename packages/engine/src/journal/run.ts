import type { EventBody, Resources, TempFiles } from "@ingot/sdk";
import type { SupervisorOptions } from "./supervisor.ts";

/** What the ledger says when something is made, destroyed, kept or handed over. */
export type ResourceEvent = Extract<EventBody, { readonly type: "resource" }>;

/** A resource in words, for reports: plain data. */
export interface Thing {
  readonly n: number;
  readonly kind: string;
  /** "container 3f2a...", in the words of its kind. */
  readonly description: string;
  readonly id?: string;
  readonly build: string;
  readonly step: string;
  readonly life: "run" | "output";
}

/** Something that could not be removed, and why. */
export interface Leftover {
  readonly thing: Thing;
  readonly reason: string;
}

/** What a step owns, from the runner's side. */
export interface StepScope {
  /** What the step gets. `own` is refused once the signal is aborted. */
  readonly resources: Resources;
  /** The same, under another signal: a step's clean-up goes on after an interrupt. */
  readonly resourcesUntil: (signal: AbortSignal) => Resources;
  /** Destroys what this scope still owns, newest first: `run` leaves the outputs, `all` takes them too. Never rejects. */
  readonly release: (which: "run" | "all", signal: AbortSignal) => Promise<readonly Leftover[]>;
  /** Leaves everything of this scope where it is and remembers it as kept on purpose (`-on-error=abort`). */
  readonly keep: () => Promise<void>;
}

/** What one build owns. */
export interface BuildLedger {
  readonly name: string;
  /** A new scope; several of the same name do not know of each other. Post-processors and free builders get one as steps do. */
  readonly scope: (step: string, signal: AbortSignal) => StepScope;
  /** The builder has come to its end: if the run dies from now on, its outputs are listed apart and not removed without being asked. */
  readonly finished: () => Promise<void>;
  /** Hands every output of the build to the user, in one record: all or none. */
  readonly commit: () => Promise<void>;
  /** Destroys what the build still owns, over all its scopes. Never rejects. */
  readonly release: (which: "run" | "all", signal: AbortSignal) => Promise<readonly Leftover[]>;
}

export interface RunOptions {
  /** The state folder: see `findStateDir`. */
  readonly stateDir: string;
  /** The folder in which the run's folder of temporary files is made; default `$PACKER_TMP_DIR`, else the system's. */
  readonly tempRoot?: string;
  /** Gets one event for every change of a resource; `build` is empty for what belongs to the whole run. */
  readonly emit: (build: string, event: ResourceEvent) => void;
  /** Cleans up when the process of the run is killed. Without it nobody does before the next `ingot cleanup`. */
  readonly supervisor?: SupervisorOptions;
  /** Secrets by name, for the `destroy` of kinds that must log in again. May grow while the run goes on. */
  readonly secrets?: ReadonlyMap<string, string>;
}

/** One run of Ingot, from the side of what it owns. A run that owns nothing leaves no trace and costs nothing. */
export interface Run {
  /** Ten lower-case letters and digits. While the run is open, every program that we start has it in its environment as INGOT_RUN. */
  readonly id: string;
  readonly temp: TempFiles;
  /** What is there now that the run would remove at its end, oldest first; and whether that happens even if it is killed. */
  readonly unfinished: () => { readonly things: readonly Thing[]; readonly isSupervised: boolean };
  /** A new ledger with each call, because two builds may have one name: `commit` and `release` reach only what was owned through its own scopes. */
  readonly build: (name: string) => BuildLedger;
  /**
   * Ends every program that the run started and that still runs, but those that are kept. Throws an error that names what cannot be ended.
   * @returns their process ids
   */
  readonly endProcesses: (signal: AbortSignal) => Promise<readonly number[]>;
  /**
   * Destroys what is still there (not what is kept, committed, or an output of a finished build), the folder of temporary files last, and
   * removes the journal if nothing is left. Once: further calls give the same end. Never rejects; what could not be removed stays in the journal for `ingot cleanup`.
   */
  readonly close: (signal: AbortSignal) => Promise<RunEnd>;
}

export interface RunEnd {
  readonly left: readonly Leftover[];
  readonly kept: readonly Thing[];
  /** Outputs of builds that had finished and were neither committed nor released. */
  readonly outputs: readonly Thing[];
}
