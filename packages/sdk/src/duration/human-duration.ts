// In microseconds, largest first.
const units: readonly (readonly [string, number])[] = [
  ["year", 365 * 86_400_000_000],
  ["week", 7 * 86_400_000_000],
  ["day", 86_400_000_000],
  ["hour", 3_600_000_000],
  ["minute", 60_000_000],
  ["second", 1_000_000],
  ["millisecond", 1_000],
  ["microsecond", 1],
];

/**
 * A duration for people: its two largest units that are not zero, such as `1 minute 3 seconds`.
 *
 * @param durationMs milliseconds, not negative; parts below a microsecond are dropped
 */
export function humanDuration(durationMs: number): string {
  // Through a decimal text, so that 0.947 ms is 947 and not 946.99 microseconds.
  let left = Math.max(0, Math.floor(Number((durationMs * 1000).toFixed(3))));
  const parts: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0 && parts.length < 2) parts.push(`${count} ${name}${count === 1 ? "" : "s"}`);
  }
  return parts.length > 0 ? parts.join(" ") : "0 seconds";
}
