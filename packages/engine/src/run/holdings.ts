import type { Holding, Resources } from "@ingot/sdk";

/** What the components of one build hold while it lasts. */
export interface Holdings {
  /** The holding of a component; the planned component stands for it. */
  readonly of: (component: object) => Holding;
  /** The build begins to run: what is held is owned from now on. Rejects where that cannot be written down. */
  readonly own: (resources: Resources) => Promise<void>;
  /** Ends all that is held, side by side. What goes wrong in one does not keep the others. */
  readonly end: () => Promise<void>;
}

interface Kept {
  readonly own: (resources: Resources) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Holdings with nothing in them. */
export function createHoldings(): Holdings {
  const held = new Map<object, Map<string, unknown>>();
  const all: Kept[] = [];
  let owner: Resources | undefined;
  return {
    of: (component) => {
      const own = held.get(component) ?? new Map<string, unknown>();
      held.set(component, own);
      return {
        keep: <T>(
          name: string,
          make: () => T,
          end: (kept: T) => Promise<void>,
          ownIt?: (kept: T, resources: Resources) => Promise<void>,
        ): T => {
          if (own.has(name)) return own.get(name) as T;
          const value = make();
          own.set(name, value);
          all.push({ end: () => end(value), own: async (resources) => ownIt?.(value, resources) });
          // The journal could be written to when the build began; what comes later need not be waited for.
          if (owner) void ownIt?.(value, owner).catch(() => undefined);
          return value;
        },
      };
    },
    own: async (resources) => {
      owner = resources;
      await Promise.all(all.map(({ own }) => own(resources)));
    },
    end: async () => {
      held.clear();
      await Promise.allSettled(all.splice(0).map(({ end }) => end()));
    },
  };
}
