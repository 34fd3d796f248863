import { expect, test } from "vitest";
import { parseDiskSize } from "./parse-disk-size.ts";

test.each([
  ["2G", 2147483648],
  ["300m", 314572800],
  ["64", 67108864],
  ["1000b", 1024],
  ["4K", 4096],
  ["1T", 1099511627776],
  ["0", undefined],
  ["", undefined],
  ["2GB", undefined],
  ["1.5G", undefined],
  ["-1G", undefined],
])("%j is %s bytes", (text, want) => {
  expect(parseDiskSize(text)).toBe(want);
});
