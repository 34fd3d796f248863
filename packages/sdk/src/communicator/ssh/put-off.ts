import type { Communicator } from "../communicator.ts";

interface Removal {
  readonly place: string;
  readonly remove: (signal: AbortSignal) => Promise<void>;
}

/** What is put off until the next thing happens on the machine. */
export interface PutOff {
  readonly removeLater: NonNullable<Communicator["removeLater"]>;
  /** Does what was put off, now. */
  readonly settle: (signal: AbortSignal) => Promise<void>;
  /** What was put off, to be done by the way; it is to be given back where it was not done. */
  readonly take: () => { readonly places: readonly string[]; readonly giveBack: () => void };
}

/** Keeps the removals of a machine's files that are put off. */
export function putOffRemovals(): PutOff {
  let waiting: Removal[] = [];
  return {
    removeLater: (place, remove) => void waiting.push({ place, remove }),
    settle: async (signal) => {
      // Removing is something that happens on the machine, too, and must not wait for itself.
      const now = waiting;
      waiting = [];
      for (const { remove } of now) await remove(signal);
    },
    take: () => {
      const taken = waiting;
      waiting = [];
      return {
        places: taken.map(({ place }) => place),
        giveBack: () => {
          waiting = [...taken, ...waiting];
        },
      };
    },
  };
}
