import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { sdkMismatch, sdkVersion } from "./sdk-version.ts";

it("is the version of the package", () => {
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  expect(sdkVersion).toBe(manifest.version);
});

it.each([
  ["1.2.0", "1.2.0", undefined],
  ["1.0.9", "1.2.0", undefined],
  ["1.2.7", "1.2.0", undefined],
  ["1.3.0", "1.2.0", "newer"],
  ["2.0.0", "1.2.0", "newer"],
  ["0.9.0", "1.2.0", "older"],
  ["0.1.4", "0.1.0", undefined],
  ["0.2.0", "0.1.0", "newer"],
  ["0.1.0", "0.2.0", "older"],
  ["1.2.0-beta.1", "1.2.0", undefined],
  ["one", "1.2.0", "not a version"],
  [undefined, "1.2.0", "not a version"],
  [1, "1.2.0", "not a version"],
])("a plugin of %s in a host of %s: %s", (theirs, ours, want) => {
  expect(sdkMismatch(theirs, ours)).toBe(want);
});
