import { formatOffset, monthNames, weekdayNames } from "./names-of-time.ts";

// The elements of Go's reference time, longest first; an abbreviation is one only where no lower-case letter follows.
const elements =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|__2|_2(?!006)|002|0[1-6]|15|PM|pm|[-Z](?:07:00:00|070000|07:00|0700|07)|[.,](?:0+|9+)(?![0-9])|[12345]/g;

/**
 * A time by a Go layout, which writes the moment Mon Jan 2 15:04:05 2006 the way it wants the time written.
 * Times are UTC; fractions of a second are exact to the millisecond.
 */
export function formatGoLayout(date: Date, layout: string): string {
  return layout.replace(elements, (element) => formatElement(date, element));
}

/** RFC 3339 without fraction, such as `2006-01-02T15:04:05Z`. */
export function formatRfc3339(date: Date): string {
  return formatGoLayout(date, "2006-01-02T15:04:05Z07:00");
}

function formatElement(date: Date, element: string): string {
  const hour = date.getUTCHours();
  const hour12 = hour % 12 || 12;
  switch (element) {
    case "2006":
      return pad(date.getUTCFullYear(), 4);
    case "06":
      return pad(date.getUTCFullYear() % 100, 2);
    case "January":
      return monthNames[date.getUTCMonth()] ?? "";
    case "Jan":
      return (monthNames[date.getUTCMonth()] ?? "").slice(0, 3);
    case "01":
      return pad(date.getUTCMonth() + 1, 2);
    case "1":
      return String(date.getUTCMonth() + 1);
    case "Monday":
      return weekdayNames[date.getUTCDay()] ?? "";
    case "Mon":
      return (weekdayNames[date.getUTCDay()] ?? "").slice(0, 3);
    case "02":
      return pad(date.getUTCDate(), 2);
    case "_2":
      return String(date.getUTCDate()).padStart(2);
    case "2":
      return String(date.getUTCDate());
    case "002":
      return pad(dayOfYear(date), 3);
    case "__2":
      return String(dayOfYear(date)).padStart(3);
    case "15":
      return pad(hour, 2);
    case "03":
      return pad(hour12, 2);
    case "3":
      return String(hour12);
    case "04":
      return pad(date.getUTCMinutes(), 2);
    case "4":
      return String(date.getUTCMinutes());
    case "05":
      return pad(date.getUTCSeconds(), 2);
    case "5":
      return String(date.getUTCSeconds());
    case "PM":
      return hour < 12 ? "AM" : "PM";
    case "pm":
      return hour < 12 ? "am" : "pm";
    case "MST":
      return "UTC";
  }
  if (element.startsWith("Z")) return "Z";
  return element.startsWith("-") ? formatOffset(element.slice(1)) : formatFraction(date, element);
}

/** `.000` keeps trailing zeros, `.999` drops them, and the point with them. */
function formatFraction(date: Date, element: string): string {
  const count = element.length - 1;
  const digits = pad(date.getUTCMilliseconds(), 3).padEnd(count, "0").slice(0, count);
  if (element[1] === "0") return element.slice(0, 1) + digits;
  const kept = digits.replace(/0+$/, "");
  return kept === "" ? "" : element.slice(0, 1) + kept;
}

function dayOfYear(date: Date): number {
  const dayMs = 86_400_000;
  return Math.floor(date.getTime() / dayMs) - Math.floor(Date.UTC(date.getUTCFullYear(), 0, 1) / dayMs) + 1;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
