import { expect, test } from "vitest";
import { parseAge } from "./parse-age.ts";

const hour = 3_600_000;

test.each([
  ["7d", 168 * hour],
  ["36h", 36 * hour],
  ["1d12h", 36 * hour],
  ["1h30m", 1.5 * hour],
  ["90s", 90_000],
  ["0", 0],
  ["0d", 0],
  ["7", undefined],
  ["", undefined],
  ["d", undefined],
  ["-1h", undefined],
  ["1d-1h", undefined],
  ["1.5d", undefined],
  ["7 days", undefined],
  ["1h1d", undefined],
])("the age %j", (text, expected) => {
  expect(parseAge(text)).toBe(expected);
});
