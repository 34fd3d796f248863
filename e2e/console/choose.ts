import { type Random, seededRandom } from "../kill/random.ts";

/** Choices that are the same for the same seed. */
export interface Choose {
  readonly chance: (probability: number) => boolean;
  /** A whole number, both ends included. */
  readonly between: (low: number, high: number) => number;
  readonly one: <T>(of: readonly T[]) => T;
  /** As many results as between `low` and `high`. */
  readonly several: <T>(low: number, high: number, make: (index: number) => T) => readonly T[];
}

/** Makes the choices of a seed. */
export function chooseBy(seed: number): Choose {
  const random: Random = seededRandom(seed);
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  return {
    chance: (probability) => random() < probability,
    between,
    one: <T>(of: readonly T[]) => of[between(0, of.length - 1)] as T,
    several: (low, high, make) => Array.from({ length: between(low, high) }, (_, index) => make(index)),
  };
}
