/** A span of time. */
export interface GoDuration {
  /** Exact. */
  readonly nanoseconds: bigint;
  /** The same in milliseconds, with a fraction where there is one. */
  readonly milliseconds: number;
}

const units: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1_000n],
  ["\u00b5s", 1_000n],
  ["\u03bcs", 1_000n],
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
]);
const part = /([0-9]*)(?:\.([0-9]*))?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/gy;
const max = (1n << 63n) - 1n;

/**
 * A duration as Go's time.ParseDuration reads it: "1h15m", "-1.5s", "0". A number needs a unit unless it is 0.
 *
 * @returns undefined where the text is none, or is longer than 64 bits of nanoseconds (292 years)
 */
export function parseGoDuration(text: string): GoDuration | undefined {
  const [, sign = "", rest = ""] = /^([+-]?)([\s\S]*)$/.exec(text) ?? [];
  if (rest === "0") return { nanoseconds: 0n, milliseconds: 0 };
  let total = 0n;
  let read = 0;
  for (const [whole, digits = "", fraction = "", unit = ""] of rest.matchAll(part)) {
    if (digits === "" && fraction === "") return undefined;
    const nanoseconds = units.get(unit) ?? 0n;
    total +=
      BigInt(digits || "0") * nanoseconds + (BigInt(fraction || "0") * nanoseconds) / 10n ** BigInt(fraction.length);
    read += whole.length;
  }
  if (read === 0 || read < rest.length || total > max + (sign === "-" ? 1n : 0n)) return undefined;
  return durationOf(sign === "-" ? -total : total);
}

/** A duration from nanoseconds, which is what a bare number means in a legacy JSON template. */
export function durationOf(nanoseconds: bigint): GoDuration {
  return { nanoseconds, milliseconds: Number(nanoseconds) / 1e6 };
}
