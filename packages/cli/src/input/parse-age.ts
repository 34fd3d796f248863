import { parseGoDuration } from "@ingot/sdk";

const dayMs = 86_400_000;

/** An age in milliseconds: a duration as Go writes it, with whole days in front of it or alone (`7d`, `1d12h`, `36h`). undefined where it is none. */
export function parseAge(text: string): number | undefined {
  const [, days, rest = ""] = /^(?:([0-9]{1,6})d)?(.*)$/s.exec(text) ?? [];
  if (days !== undefined && rest === "") return Number(days) * dayMs;
  const duration = /^[-+]/.test(rest) ? undefined : parseGoDuration(rest);
  return duration && Number(days ?? 0) * dayMs + duration.milliseconds;
}
