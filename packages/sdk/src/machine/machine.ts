import type { Communicator } from "../communicator/communicator.ts";
import type { Owned, Resources } from "../resource/resource.ts";

/** A value of the generated data: scalars only, Go provisioners take nothing else. */
export type Generated = Readonly<Record<string, string | number | boolean>>;

/** Saves the machine's disk as it is, so that a later run can start from it. The keys are the engine's. */
export interface Checkpoint {
  readonly save: (
    key: string,
    resources: Resources,
    signal: AbortSignal,
  ) => Promise<{ readonly data: string; readonly owned: Owned }>;
}

/** What a builder hands to the provisioners in the middle of its run. */
export interface Machine {
  readonly communicator: Communicator;
  /** What `build.*` and `{{ build }}` read: ID, Host, Port, ... */
  readonly generated: Generated;
  /** Values of `generated` and others that must never be shown (a generated key, a password). */
  readonly secrets?: readonly string[];
  /** Aborts, with the reason, when the machine is gone: stop waiting for it. */
  readonly gone?: AbortSignal;
  readonly checkpoint?: Checkpoint;
}
