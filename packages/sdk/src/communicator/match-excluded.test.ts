import { expect, test } from "vitest";
import { matchExcluded } from "./match-excluded.ts";

test.each<[string, string, boolean]>([
  ["*.sh", "a/b.sh", true],
  ["*.sh", "a/b.sh.txt", false],
  ["sub", "sub/deep/file", true],
  ["sub", "x/sub", true],
  ["sub", "subway", false],
  ["a/b", "x/a/b", true],
  ["a/b", "a/x/b", false],
  ["a*b", "a/x/b", true],
  ["?.txt", "a.txt", true],
  ["?.txt", "ab.txt", false],
  ["[ab].txt", "b.txt", true],
  ["[!ab].txt", "b.txt", false],
  [".git/", ".git/config", true],
  ["a.b", "axb", false],
  ["a+(b", "a+(b", true],
  ["\\*", "*", true],
  ["\\*", "x", false],
])("%j over %j: %s", (pattern, path, expected) => {
  expect(matchExcluded([pattern])(path)).toBe(expected);
});
