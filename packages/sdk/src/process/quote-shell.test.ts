import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { quoteShell } from "./quote-shell.ts";

test.each([
  ["/dev/loop0p1", "/dev/loop0p1"],
  ["", "''"],
  ["a b", "'a b'"],
  ["$HOME `id` !", "'$HOME `id` !'"],
  ["it's", `'it'\\''s'`],
])("%j is written %s", (text, want) => {
  expect(quoteShell(text)).toBe(want);
});

test("a shell reads back what was quoted", () => {
  const texts = fc.sample(
    fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", "")),
    50,
  );
  const read = execFileSync("/bin/sh", ["-c", `printf '%s\\0' ${texts.map(quoteShell).join(" ")}`], {
    maxBuffer: 1 << 24,
  });
  expect(read.toString("utf8").split("\0").slice(0, -1)).toEqual(texts.map((text) => Buffer.from(text).toString()));
});
