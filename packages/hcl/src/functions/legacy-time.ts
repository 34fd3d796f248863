import { formatOffset, localDate, monthNames, padded, type Timestamp, weekdayNames } from "./timestamp.ts";

// The two clocks of legacy templates. Both show a time in UTC.

const short = (name: string | undefined) => (name ?? "").slice(0, 3);
const hour12 = (date: Date) => date.getUTCHours() % 12 || 12;

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

/** Parts of Go's reference time, Mon Jan 2 15:04:05 MST 2006; longer ones before their beginnings. */
const goParts: readonly (readonly [string, (date: Date, timestamp: Timestamp) => string])[] = [
  ["January", (date) => monthNames[date.getUTCMonth()] ?? ""],
  ["Jan", (date) => short(monthNames[date.getUTCMonth()])],
  ["Monday", (date) => weekdayNames[date.getUTCDay()] ?? ""],
  ["Mon", (date) => short(weekdayNames[date.getUTCDay()])],
  ["MST", () => "UTC"],
  ["2006", (date) => padded(date.getUTCFullYear(), 4)],
  ["__2", (date) => String(dayOfYear(date)).padStart(3)],
  ["_2006", (date) => `_${padded(date.getUTCFullYear(), 4)}`],
  ["_2", (date) => String(date.getUTCDate()).padStart(2)],
  ["002", (date) => padded(dayOfYear(date), 3)],
  ["01", (date) => padded(date.getUTCMonth() + 1, 2)],
  ["02", (date) => padded(date.getUTCDate(), 2)],
  ["03", (date) => padded(hour12(date), 2)],
  ["04", (date) => padded(date.getUTCMinutes(), 2)],
  ["05", (date) => padded(date.getUTCSeconds(), 2)],
  ["06", (date) => padded(date.getUTCFullYear() % 100, 2)],
  ["15", (date) => padded(date.getUTCHours(), 2)],
  ["PM", (date) => (date.getUTCHours() < 12 ? "AM" : "PM")],
  ["pm", (date) => (date.getUTCHours() < 12 ? "am" : "pm")],
  ["-07:00:00", () => "+00:00:00"],
  ["-07:00", () => "+00:00"],
  ["-070000", () => "+000000"],
  ["-0700", () => "+0000"],
  ["-07", () => "+00"],
  ["Z07:00:00", () => "Z"],
  ["Z07:00", () => "Z"],
  ["Z070000", () => "Z"],
  ["Z0700", () => "Z"],
  ["Z07", () => "Z"],
  ["1", (date) => String(date.getUTCMonth() + 1)],
  ["2", (date) => String(date.getUTCDate())],
  ["3", (date) => String(hour12(date))],
  ["4", (date) => String(date.getUTCMinutes())],
  ["5", (date) => String(date.getUTCSeconds())],
];

const fraction = /([.,])(0+|9+)(?!\d)/y;

/** A time by an example: the layout shows how Go's reference time would look. */
export function formatGoTime(layout: string, timestamp: Timestamp): string {
  const date = localDate(timestamp);
  let out = "";
  let at = 0;
  while (at < layout.length) {
    fraction.lastIndex = at;
    const digits = fraction.exec(layout);
    const part = goParts.find(([name]) => layout.startsWith(name, at) && !isWordGoingOn(layout, name, at));
    if (digits) {
      const [whole, point = "", places = ""] = digits;
      const shown = padded(timestamp.nanoseconds, 9).slice(0, places.length);
      const trimmed = places.startsWith("9") ? shown.replace(/0+$/, "") : shown;
      out += trimmed === "" ? "" : point + trimmed;
      at += whole.length;
    } else if (part) {
      out += part[1](date, timestamp);
      at += part[0].length;
    } else {
      out += layout.charAt(at);
      at += 1;
    }
  }
  return out;
}

/** "Jan" and "Mon" are not read at the start of a longer word in lower case. */
function isWordGoingOn(layout: string, name: string, at: number): boolean {
  return (name === "Jan" || name === "Mon") && /^[a-z]/.test(layout.slice(at + name.length));
}

const strftimeVerbs: Readonly<Record<string, (date: Date, timestamp: Timestamp) => string>> = {
  a: (date) => short(weekdayNames[date.getUTCDay()]),
  A: (date) => weekdayNames[date.getUTCDay()] ?? "",
  b: (date) => short(monthNames[date.getUTCMonth()]),
  B: (date) => monthNames[date.getUTCMonth()] ?? "",
  d: (date) => padded(date.getUTCDate(), 2),
  H: (date) => padded(date.getUTCHours(), 2),
  I: (date) => padded(hour12(date), 2),
  L: (_, { nanoseconds }) => `.${padded(Math.floor(nanoseconds / 1_000_000), 3)}`,
  m: (date) => padded(date.getUTCMonth() + 1, 2),
  M: (date) => padded(date.getUTCMinutes(), 2),
  p: (date) => (date.getUTCHours() < 12 ? "AM" : "PM"),
  S: (date) => padded(date.getUTCSeconds(), 2),
  y: (date) => padded(date.getUTCFullYear() % 100, 2),
  Y: (date) => padded(date.getUTCFullYear(), 4),
  z: (_, { offsetMinutes }) => formatOffset(offsetMinutes, ""),
  Z: () => "UTC",
  "%": () => "%",
};

/** A time by the verbs of strftime; those that are not known stay as they are. */
export function formatStrftime(format: string, timestamp: Timestamp): string {
  const date = localDate(timestamp);
  return format.replace(/%(.)/gs, (whole, verb: string) => strftimeVerbs[verb]?.(date, timestamp) ?? whole);
}
