import { setTimeout as sleep } from "node:timers/promises";

const pollMs = 100;

/**
 * Looks until nothing is left, or the time is over. What a look throws counts as left: things go while it lists them.
 * @param isEnough ends the waiting with something left
 */
export async function settle(
  look: () => Promise<readonly string[]>,
  limitMs: number,
  isEnough: (left: readonly string[]) => boolean = () => false,
): Promise<{ readonly left: readonly string[]; readonly atMs: number }> {
  const end = performance.now() + limitMs;
  for (;;) {
    const atMs = performance.now();
    const left = await look().catch((error: Error) => [error.message]);
    if (left.length === 0 || isEnough(left) || performance.now() > end) return { left, atMs };
    await sleep(pollMs);
  }
}
