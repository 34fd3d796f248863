import { FunctionError } from "./contract.ts";

/** A moment with the offset that it was written with. */
export interface Timestamp {
  /** Since 1970, in UTC. */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** East of UTC. */
  readonly offsetMinutes: number;
}

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)(T)(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:(Z)|([+-])(\d\d):(\d\d))$/;

/**
 * Reads a timestamp, strictly as RFC 3339 writes it.
 * @throws FunctionError
 */
export function parseTimestamp(text: string, argument: number): Timestamp {
  const match = rfc3339.exec(text);
  const fail = (what: string) =>
    new FunctionError(`${what}; a timestamp is written as in 2006-01-02T15:04:05Z (RFC 3339)`, argument);
  if (!match) throw fail(`"${text}" is not a timestamp`);
  const [, year, month, day, , hour, minute, second, fraction = "", , sign, offsetHour = "0", offsetMinute = "0"] =
    match;
  const local = new Date(0);
  local.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (local.getUTCDate() !== Number(day) || local.getUTCMonth() !== Number(month) - 1)
    throw fail(`there is no day ${year}-${month}-${day}`);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    throw fail(`there is no time ${hour}:${minute}:${second}`);
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59)
    throw fail(`there is no offset ${sign}${offsetHour}:${offsetMinute}`);
  local.setUTCHours(Number(hour), Number(minute), Number(second));
  const offsetMinutes = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === "-" ? -1 : 1);
  return {
    seconds: local.getTime() / 1000 - offsetMinutes * 60,
    nanoseconds: Number(fraction.slice(0, 9).padEnd(9, "0")),
    offsetMinutes,
  };
}

/** The date and clock of a timestamp, in its own offset: read it with the UTC methods. */
export function localDate({ seconds, offsetMinutes }: Timestamp): Date {
  return new Date((seconds + offsetMinutes * 60) * 1000);
}

/** The timestamp of a JS date, in UTC. */
export function fromDate(date: Date): Timestamp {
  const seconds = Math.floor(date.getTime() / 1000);
  return { seconds, nanoseconds: (date.getTime() - seconds * 1000) * 1_000_000, offsetMinutes: 0 };
}

/** A number with at least so many digits. */
export function padded(n: number, digits: number): string {
  return String(n).padStart(digits, "0");
}

/** An offset as ±hh:mm, or with another separator. */
export function formatOffset(offsetMinutes: number, separator: string): string {
  const magnitude = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? "-" : "+"}${padded(Math.floor(magnitude / 60), 2)}${separator}${padded(magnitude % 60, 2)}`;
}

/** RFC 3339, without fractions of a second. */
export function formatTimestamp(timestamp: Timestamp): string {
  const date = localDate(timestamp);
  const day = `${padded(date.getUTCFullYear(), 4)}-${padded(date.getUTCMonth() + 1, 2)}-${padded(date.getUTCDate(), 2)}`;
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map((n) => padded(n, 2)).join(":");
  return `${day}T${clock}${timestamp.offsetMinutes === 0 ? "Z" : formatOffset(timestamp.offsetMinutes, ":")}`;
}
