const second = 1_000_000_000n;

/**
 * A duration as Go prints it: `1m30s`, `1h0m0s`, `10s`, `1.5ms`, `0s`.
 *
 * @param duration nanoseconds as a bigint, or milliseconds as a number
 */
export function formatGoDuration(duration: bigint | number): string {
  const nanoseconds = typeof duration === "bigint" ? duration : BigInt(Math.round(duration * 1e6));
  if (nanoseconds < 0n) return `-${formatGoDuration(-nanoseconds)}`;
  if (nanoseconds === 0n) return "0s";
  if (nanoseconds < 1_000n) return `${nanoseconds}ns`;
  if (nanoseconds < 1_000_000n) return `${withFraction(nanoseconds, 1_000n)}\u00b5s`;
  if (nanoseconds < second) return `${withFraction(nanoseconds, 1_000_000n)}ms`;
  const minutes = nanoseconds / (60n * second);
  const seconds = `${withFraction(nanoseconds % (60n * second), second)}s`;
  if (minutes === 0n) return seconds;
  return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

function withFraction(value: bigint, unit: bigint): string {
  const width = unit.toString().length - 1;
  const fraction = (value % unit).toString().padStart(width, "0").replace(/0+$/, "");
  return `${value / unit}${fraction === "" ? "" : `.${fraction}`}`;
}
