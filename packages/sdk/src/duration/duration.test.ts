import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatGoDuration } from "./format-go-duration.ts";
import { humanDuration } from "./human-duration.ts";
import { parseGoDuration } from "./parse-go-duration.ts";

describe("parse", () => {
  test.each([
    ["0", 0n],
    ["-0", 0n],
    ["5m", 300_000_000_000n],
    ["1h15m30.918273645s", 4_530_918_273_645n],
    ["1.5s", 1_500_000_000n],
    [".5h", 1_800_000_000_000n],
    ["1.s", 1_000_000_000n],
    ["-1m", -60_000_000_000n],
    ["+10ns", 10n],
    ["3us2\u00b5s1\u03bcs", 6_000n],
    ["9223372036854775807ns", 9_223_372_036_854_775_807n],
    ["1s1s", 2_000_000_000n],
  ])("%s", (text, expected) => {
    expect(parseGoDuration(text)?.nanoseconds).toBe(expected);
  });
  test.each(["", "5", "s", ".s", "5 m", "5min", "1h-2m", "9223372036854775808ns", "5M", "--5s", "1d", "0x5s", "1s\n"])(
    "%j is none",
    (text) => {
      expect(parseGoDuration(text)).toBeUndefined();
    },
  );
  test("milliseconds", () => {
    expect(parseGoDuration("1.0005s")?.milliseconds).toBe(1000.5);
  });
});

describe("format", () => {
  test.each([
    [90_000, "1m30s"],
    [3_600_000, "1h0m0s"],
    [10_000, "10s"],
    [0, "0s"],
    [1.5, "1.5ms"],
    [0.0025, "2.5\u00b5s"],
    [100n, "100ns"],
    [-90_000, "-1m30s"],
    [360_000_000, "100h0m0s"],
    [1_001, "1.001s"],
  ])("%s", (duration, expected) => {
    expect(formatGoDuration(duration)).toBe(expected);
  });
  test("what is formatted is read back", () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(1n << 63n) + 1n, (1n << 63n) - 1n),
        (ns) => parseGoDuration(formatGoDuration(ns))?.nanoseconds === ns,
      ),
    );
  });
});

test.each([
  [63_000, "1 minute 3 seconds"],
  [20_026, "20 seconds 26 milliseconds"],
  [0.947, "947 microseconds"],
  [3_600_000, "1 hour"],
  [3_605_000, "1 hour 5 seconds"],
  [8 * 86_400_000, "1 week 1 day"],
  [800 * 86_400_000, "2 years 10 weeks"],
  [1, "1 millisecond"],
  [0, "0 seconds"],
])("humanDuration(%s)", (ms, expected) => {
  expect(humanDuration(ms)).toBe(expected);
});
