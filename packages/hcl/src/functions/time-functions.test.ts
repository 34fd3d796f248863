import { describe, expect, it } from "vitest";
import { evaluateCall } from "./evaluate-call.fixture.ts";

// Results are those of Packer's console, where its release has the function; errors are in words of our own.
const cases: readonly (readonly [string, string])[] = [
  ['timeadd("2017-11-22T00:00:00Z","10m")', "2017-11-22T00:10:00Z"],
  ['timeadd("2017-11-22T00:00:00+02:00","-1h30m1.5s")', "2017-11-21T22:29:58+02:00"],
  [
    'timeadd("2017-11-22T00:00:00Z","1d")',
    'error: "1d" is not a duration: there is no unit "d"; there are ns, us, ms, s, m and h',
  ],
  [
    'timeadd("2017-11-22T00:00:00Z","5")',
    'error: "5" is not a duration: its unit is missing; write s, m or h behind the number',
  ],
  ['timeadd("2017-11-22T00:00:00Z",".5h")', "2017-11-22T00:30:00Z"],
  [
    'formatdate("H aa AA hh h Z ZZZ ZZZZ ZZZZZ","2018-01-02T00:04:05-03:30")',
    "12 am AM 00 0 -03:30 -0330 -0330 -03:30",
  ],
  ["formatdate(\"'it''s' ''D''\",\"2018-01-02T00:04:05Z\")", "it's '2'"],
  ['formatdate("ZZ","2018-01-02T00:04:05Z")', 'error: the format has no verb "ZZ"; use Z, ZZZ, ZZZZ, ZZZZZ'],
  [
    'formatdate("DD","2018-02-30T00:04:05Z")',
    "error: there is no day 2018-02-30; a timestamp is written as in 2006-01-02T15:04:05Z (RFC 3339)",
  ],
  [
    'rfc3339_parse("2024-12-30T23:30:00+02:00")',
    '{ "day" = 30 "hour" = 23 "iso_week" = 1 "iso_year" = 2025 "minute" = 30 "month" = 12 "month_name" = "December" "second" = 0 "unix" = 1735594200 "weekday" = 1 "weekday_name" = "Monday" "year" = 2024 "year_day" = 365 }',
  ],
  [
    'rfc3339_parse("2024-12-30 23:30:00.5Z")',
    '{ "day" = 30 "hour" = 23 "iso_week" = 1 "iso_year" = 2025 "minute" = 30 "month" = 12 "month_name" = "December" "second" = 0 "unix" = 1735601400 "weekday" = 1 "weekday_name" = "Monday" "year" = 2024 "year_day" = 365 }',
  ],
  [
    'rfc3339_parse("2024-12-30")',
    'error: "2024-12-30" is not a timestamp; a timestamp is written as in 2006-01-02T15:04:05Z (RFC 3339)',
  ],
  [
    "unix_timestamp_parse(0)",
    '{ "day" = 1 "hour" = 0 "iso_week" = 1 "iso_year" = 1970 "minute" = 0 "month" = 1 "month_name" = "January" "rfc3339" = "1970-01-01T00:00:00Z" "second" = 0 "weekday" = 4 "weekday_name" = "Thursday" "year" = 1970 "year_day" = 1 }',
  ],
  ["unix_timestamp_parse(1.5)", "error: a whole number is required"],
  ["legacy_isotime()", "2024-03-05T04:05:06Z"],
  ['legacy_isotime("Mon Jan _2 2006 03:04:05.000PM MST -0700")', "Tue Mar  5 2024 04:05:06.789AM UTC +0000"],
  ['legacy_isotime("January 2, 06 15h")', "March 5, 24 04h"],
  [
    'legacy_strftime("%a %A %b %B %d %H %I %L %m %M %p %S %y %Y %z %Z %% %Q")',
    "Tue Tuesday Mar March 05 04 04 .789 03 05 AM 06 24 2024 +0000 UTC % %Q",
  ],
  ["legacy_strftime()", "2024-03-05T04:05:06Z"],
  [
    'timeadd("2017-11-22T00:00:00Z","90")',
    'error: "90" is not a duration: its unit is missing; write s, m or h behind the number',
  ],
];

describe("time functions", () => {
  it.each(cases)("%s", (expression, want) => expect(evaluateCall(expression)).toBe(want));
});
