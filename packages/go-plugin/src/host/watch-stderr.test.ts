import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { watchStderr } from "./watch-stderr.ts";

async function watch(chunks: Iterable<string>) {
  const lines: string[] = [];
  const watched = watchStderr(
    Readable.from([...chunks].map((text) => Buffer.from(text))),
    "packer-plugin-x",
    (line) => {
      lines.push(line);
    },
  );
  await watched.ended;
  return { lines, lastWords: watched.lastWords() };
}

test("logs lines under the program's name, however they arrive", async () => {
  const { lines } = await watch(["on", "e  \r\n\ntwo\nthr", "ee"]);
  expect(lines).toEqual(["one", "two", "three"].map((line) => `packer-plugin-x plugin: ${line}`));
});

test("keeps the last lines", async () => {
  const { lastWords } = await watch(Array.from({ length: 100 }, (_, i) => `line ${i}\n`));
  expect(lastWords).toEqual(Array.from({ length: 12 }, (_, i) => `line ${88 + i}`));
});

test("keeps a panic, and not what Go says after it of every thread", async () => {
  const stack = Array.from({ length: 100 }, (_, i) => `goroutine ${i}\n`);
  const { lastWords } = await watch(["before\n", "panic: it broke\n", ...stack]);
  expect(lastWords).toEqual(["panic: it broke", ...[0, 1, 2, 3].map((i) => `goroutine ${i}`)]);
});

test("cuts a line that never ends", async () => {
  const { lines, lastWords } = await watch(Array.from({ length: 10 }, () => "x".repeat(10_000)));
  expect(lines.map((line) => line.length - "packer-plugin-x plugin: ".length)).toEqual([
    ...Array.from({ length: 6 }, () => 16_384),
    100_000 - 6 * 16_384,
  ]);
  expect(lastWords.every((line) => line.length <= 400)).toBe(true);
});
