import { formatGoLayout } from "../time/format-go-layout.ts";
import { formatStrftime } from "../time/format-strftime.ts";
import { monthNames, weekdayNames } from "../time/names-of-time.ts";
import { toJsNumber } from "../value/number.ts";
import { T } from "../value/type.ts";
import type { Type, Value } from "../value/types.ts";
import { V } from "../value/value.ts";
import { type Fn, FunctionError } from "./contract.ts";
import { define, numberOf, numeric, text, textFunction, textOf, wholeOf } from "./define-function.ts";
import { formatDate } from "./format-date.ts";
import { parseDuration } from "./parse-duration.ts";
import { formatTimestamp, fromDate, localDate, parseTimestamp, type Timestamp } from "./timestamp.ts";

function addDuration(timestamp: Timestamp, nanoseconds: bigint): Timestamp {
  const total = BigInt(timestamp.seconds) * 1_000_000_000n + BigInt(timestamp.nanoseconds) + nanoseconds;
  const rest = ((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return { ...timestamp, seconds: Number((total - rest) / 1_000_000_000n), nanoseconds: Number(rest) };
}

const dayMs = 86_400_000;

/** The year and week of ISO 8601: the week belongs to the year that has its Thursday. */
function isoWeek(date: Date): { readonly year: number; readonly week: number } {
  const midnight = Math.floor(date.getTime() / dayMs) * dayMs;
  const thursday = new Date(midnight + (3 - ((date.getUTCDay() + 6) % 7)) * dayMs);
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / dayMs / 7) + 1 };
}

function describeTimestamp(timestamp: Timestamp): Readonly<Record<string, Value>> {
  const date = localDate(timestamp);
  const iso = isoWeek(date);
  const yearStart = new Date(0);
  yearStart.setUTCFullYear(date.getUTCFullYear(), 0, 1);
  return {
    year: V.number(date.getUTCFullYear()),
    year_day: V.number(Math.floor((date.getTime() - yearStart.getTime()) / dayMs) + 1),
    day: V.number(date.getUTCDate()),
    month: V.number(date.getUTCMonth() + 1),
    month_name: V.string(monthNames[date.getUTCMonth()] ?? ""),
    weekday: V.number(date.getUTCDay()),
    weekday_name: V.string(weekdayNames[date.getUTCDay()] ?? ""),
    hour: V.number(date.getUTCHours()),
    minute: V.number(date.getUTCMinutes()),
    second: V.number(date.getUTCSeconds()),
    iso_year: V.number(iso.year),
    iso_week: V.number(iso.week),
  };
}

function describedType(last: readonly [string, Type]): Type {
  const texts = ["month_name", "weekday_name"];
  const names = Object.keys(describeTimestamp({ seconds: 0, nanoseconds: 0, offsetMinutes: 0 }));
  return T.object([...names.map((name) => [name, texts.includes(name) ? T.string : T.number] as const), last]);
}

/** The first and last second of the years 0 to 9999, which is what a timestamp can write. */
const firstSecond = -62_167_219_200;
const lastSecond = 253_402_300_799;

function optionalText(description: string, name: string, call: (format: string | undefined) => string): Fn {
  return define({
    description,
    variadic: text(name),
    type: T.string,
    call: (args) => {
      if (args.length > 1) throw new FunctionError("at most one argument may be given: the format");
      return V.string(call(args[0] && textOf(args[0])));
    },
  });
}

/**
 * Functions of time.
 * @param startedAt the moment that the legacy functions show
 */
export function timeFunctions(startedAt: Date): Readonly<Record<string, Fn>> {
  const start = fromDate(startedAt);
  return {
    formatdate: textFunction("A timestamp in another form.", ["format", "time"], (format = "", time = "") =>
      V.string(formatDate(format, parseTimestamp(time, 1))),
    ),
    legacy_isotime: optionalText("The time of the start, by an example of Go's reference time.", "format", (format) =>
      format === undefined ? formatTimestamp(start) : formatGoLayout(startedAt, format),
    ),
    legacy_strftime: optionalText("The time of the start, by the verbs of strftime.", "format", (format) =>
      format === undefined ? formatTimestamp(start) : formatStrftime(startedAt, format),
    ),
    rfc3339_parse: define({
      description: "The parts of a timestamp, in its own offset.",
      params: [text("timestamp")],
      type: describedType(["unix", T.number]),
      call: ([timestamp]) => {
        const parsed = parseTimestamp(textOf(timestamp).replace(/^(\d{4}-\d\d-\d\d) /, "$1T"), 0);
        return V.object({ ...describeTimestamp(parsed), unix: V.number(parsed.seconds) });
      },
    }),
    timeadd: textFunction(
      "A timestamp moved by a duration such as 1h30m.",
      ["timestamp", "duration"],
      (time = "", duration = "") =>
        V.string(formatTimestamp(addDuration(parseTimestamp(time, 0), parseDuration(duration, 1)))),
    ),
    timestamp: define({
      description: "The current time in UTC.",
      type: T.string,
      call: () => V.string(formatTimestamp(fromDate(new Date()))),
    }),
    unix_timestamp_parse: define({
      description: "The parts of a time given in seconds since 1970, in UTC.",
      params: [numeric("timestamp")],
      type: describedType(["rfc3339", T.string]),
      call: ([seconds]) => {
        wholeOf(seconds, 0);
        const parsed = { seconds: toJsNumber(numberOf(seconds)), nanoseconds: 0, offsetMinutes: 0 };
        if (parsed.seconds < firstSecond || parsed.seconds > lastSecond) {
          throw new FunctionError("the time must be within the years 0 to 9999", 0);
        }
        return V.object({ ...describeTimestamp(parsed), rfc3339: V.string(formatTimestamp(parsed)) });
      },
    }),
  };
}
