import { monthNames, weekdayNames } from "../time/names-of-time.ts";
import { FunctionError } from "./contract.ts";
import { formatOffset, localDate, padded, type Timestamp } from "./timestamp.ts";

type Verb = (date: Date, timestamp: Timestamp) => string;

const month = (date: Date) => monthNames[date.getUTCMonth()] ?? "";
const weekday = (date: Date) => weekdayNames[date.getUTCDay()] ?? "";
const hour12 = (date: Date) => date.getUTCHours() % 12 || 12;
const half = (date: Date) => (date.getUTCHours() < 12 ? "AM" : "PM");

const verbs: Readonly<Record<string, Verb>> = {
  YYYY: (date) => padded(date.getUTCFullYear(), 4),
  YY: (date) => padded(date.getUTCFullYear() % 100, 2),
  MMMM: month,
  MMM: (date) => month(date).slice(0, 3),
  MM: (date) => padded(date.getUTCMonth() + 1, 2),
  M: (date) => String(date.getUTCMonth() + 1),
  DD: (date) => padded(date.getUTCDate(), 2),
  D: (date) => String(date.getUTCDate()),
  EEEE: weekday,
  EEE: (date) => weekday(date).slice(0, 3),
  hh: (date) => padded(date.getUTCHours(), 2),
  h: (date) => String(date.getUTCHours()),
  HH: (date) => padded(hour12(date), 2),
  H: (date) => String(hour12(date)),
  AA: half,
  aa: (date) => half(date).toLowerCase(),
  mm: (date) => padded(date.getUTCMinutes(), 2),
  m: (date) => String(date.getUTCMinutes()),
  ss: (date) => padded(date.getUTCSeconds(), 2),
  s: (date) => String(date.getUTCSeconds()),
  Z: (_, { offsetMinutes }) => (offsetMinutes === 0 ? "Z" : formatOffset(offsetMinutes, ":")),
  ZZZ: (_, { offsetMinutes }) => (offsetMinutes === 0 ? "UTC" : formatOffset(offsetMinutes, "")),
  ZZZZ: (_, { offsetMinutes }) => formatOffset(offsetMinutes, ""),
  ZZZZZ: (_, { offsetMinutes }) => formatOffset(offsetMinutes, ":"),
};

/**
 * A timestamp by the verbs of `formatdate`: letters are verbs, text in single quotes and all other characters stand for
 * themselves, and two quotes for one.
 * @throws FunctionError
 */
export function formatDate(format: string, timestamp: Timestamp): string {
  const date = localDate(timestamp);
  return format.replace(
    /''|'((?:[^']|'')*)(')?|([A-Za-z])\3*/g,
    (whole, quoted: string | undefined, end: string | undefined) => {
      if (whole === "''") return "'";
      if (quoted !== undefined) {
        if (!end) throw new FunctionError("a quoted text in the format is not closed by a '", 0);
        return quoted.replaceAll("''", "'");
      }
      const verb = verbs[whole];
      if (verb) return verb(date, timestamp);
      const alike = Object.keys(verbs).filter((name) => name.startsWith(whole.charAt(0)));
      const hint = alike.length > 0 ? `use ${alike.join(", ")}` : "put text that stands for itself in single quotes";
      throw new FunctionError(`the format has no verb "${whole}"; ${hint}`, 0);
    },
  );
}
