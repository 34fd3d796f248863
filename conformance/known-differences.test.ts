import { expect, test } from "vitest";
import { findDifference, type KnownDifference } from "./known-differences.ts";

const known: readonly KnownDifference[] = [
  { id: "a/1", reason: "one case" },
  { id: "a/T/*", reason: "those of a table", where: { "args.1.value": "^-", function: "F" } },
];

test.each([
  [{ id: "a/1" }, "one case"],
  [{ id: "a/10" }, undefined],
  [{ id: "a/T/3", function: "F", args: [{}, { value: "-3" }] }, "those of a table"],
  [{ id: "a/T/3", function: "F", args: [{}, { value: "3" }] }, undefined],
  [{ id: "a/T/3", function: "G", args: [{}, { value: "-3" }] }, undefined],
  [{ id: "a/T/3", function: "F", args: [] }, undefined],
  [{ id: "a/T2/3", function: "F", args: [{}, { value: "-3" }] }, undefined],
])("%j", (given, reason) => {
  expect(findDifference(known, given)?.reason).toBe(reason);
});
