import type { EventBody } from "@ingot/sdk";

/** Fields of events whose values are words of ours. They stay, also where a secret happens to be such a word, or programs could not read events. */
const ownWords: ReadonlySet<string> = new Set(["type", "level", "outcome", "stream", "change", "phase", "signal"]);

/** Masks every text in an event. Structure, numbers and the event's own words stay. */
export function maskEvent<B extends EventBody>(body: B, mask: (text: string) => string): B {
  const masked = Object.entries(body).map(([key, value]) => [key, ownWords.has(key) ? value : maskValue(value, mask)]);
  const event = Object.fromEntries(masked) as B;
  if (body.type !== "diagnostic" || event.type !== "diagnostic") return event;
  return { ...event, diagnostic: { ...event.diagnostic, severity: body.diagnostic.severity } };
}

function maskValue(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === "string") return mask(value);
  if (Array.isArray(value)) return value.map((item) => maskValue(item, mask));
  if (typeof value !== "object" || value === null) return value;
  // Ranges of source text find their lines and columns only when asked for.
  const plain = "toJSON" in value && typeof value.toJSON === "function" ? value.toJSON() : value;
  return Object.fromEntries(Object.entries(plain).map(([key, item]) => [key, maskValue(item, mask)]));
}
