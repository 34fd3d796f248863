import type { Holding } from "@ingot/sdk";

/** What the components of one build hold while it lasts. */
export interface Holdings {
  /** The holding of a component; the planned component stands for it. */
  readonly of: (component: object) => Holding;
  /** Ends all that is held, side by side. What goes wrong in one does not keep the others. */
  readonly end: () => Promise<void>;
}

/** Holdings with nothing in them. */
export function createHoldings(): Holdings {
  const held = new Map<object, Map<string, unknown>>();
  const ends: (() => Promise<void>)[] = [];
  return {
    of: (component) => {
      const own = held.get(component) ?? new Map<string, unknown>();
      held.set(component, own);
      return {
        keep: <T>(name: string, make: () => T, end: (kept: T) => Promise<void>): T => {
          if (own.has(name)) return own.get(name) as T;
          const value = make();
          own.set(name, value);
          ends.push(() => end(value));
          return value;
        },
      };
    },
    end: async () => {
      held.clear();
      await Promise.allSettled(ends.splice(0).map((end) => end()));
    },
  };
}
