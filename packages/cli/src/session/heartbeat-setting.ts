import { type Diagnostic, parseGoDuration } from "@ingot/sdk";

/** Long enough for most steps, and short enough for every CI system that watches for silence. */
const usualMs = 30_000;

/** After how much silence of a build it is told that it goes on, in milliseconds: INGOT_HEARTBEAT, of which 0 is never. */
export function heartbeatSetting(env: Readonly<Record<string, string | undefined>>): number | Diagnostic {
  const text = env.INGOT_HEARTBEAT;
  if (!text) return usualMs;
  const parsed = parseGoDuration(text);
  if (parsed && parsed.nanoseconds >= 0n) return parsed.milliseconds;
  return {
    severity: "error",
    summary: "Invalid INGOT_HEARTBEAT",
    detail: `"${text}" is not a length of silence. Write a number with a unit, such as 30s or 5m, or 0 for never.`,
  };
}
