import { describe, expect, test } from "vitest";
import { formatGoLayout, formatRfc3339 } from "./format-go-layout.ts";
import { formatStrftime } from "./format-strftime.ts";

const date = new Date("2024-03-07T01:05:09.140Z");
const evening = new Date("1999-12-31T23:59:59.000Z");

describe("Go layouts", () => {
  test.each([
    ["2006-01-02T15:04:05Z07:00", "2024-03-07T01:05:09Z"],
    ["20060102-150405", "20240307-010509"],
    ["Mon Monday Jan January 1 _2 2 02 002 __2 06", "Thu Thursday Mar March 3  7 7 07 067  67 24"],
    ["3:4:5 03 PM pm", "1:5:9 01 AM am"],
    ["MST -0700 -07:00 -07 -070000 -07:00:00 Z0700 Z07 Z070000", "UTC +0000 +00:00 +00 +000000 +00:00:00 Z Z Z"],
    [".000 .999 .000000 ,00 .9 05.000 .0001", ".140 .14 .140000 ,14 .1 09.140 .0003"],
    ["Month Money _2006 Mon,", "Month Money _2024 Thu,"],
    ["plain text", "plain text"],
  ])("%s", (layout, expected) => {
    expect(formatGoLayout(date, layout)).toBe(expected);
  });
  test("evening, end of the year, no fraction", () => {
    expect(formatGoLayout(evening, "3PM 002 .999|.000")).toBe("11PM 365 |.000");
    expect(formatRfc3339(evening)).toBe("1999-12-31T23:59:59Z");
  });
});

describe("strftime", () => {
  test.each([
    ["%Y-%m-%d %H:%M:%S%L", "2024-03-07 01:05:09.140"],
    ["%a %A %b %B %I %p %y %z %Z %%", "Thu Thursday Mar March 01 AM 24 +0000 UTC %"],
    ["%j %q %", "%j %q %"],
    ["2006 %%Y", "2006 %Y"],
  ])("%s", (format, expected) => {
    expect(formatStrftime(date, format)).toBe(expected);
  });
});
