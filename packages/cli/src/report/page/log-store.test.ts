import { expect, test } from "vitest";
import { createLogStore } from "./log-store.ts";
import { plainText } from "./paint-text.ts";

const store = createLogStore(
  [
    [
      [0, "say", "begins"],
      [5, "stdout", "\u001b[31mFirst\u001b[0m of a"],
      [9, "stderr", "last of a"],
    ],
    [
      [1, "debug", "quiet"],
      [5, "stdout", "first of b (1+1)", "b (docker-tag)"],
    ],
  ],
  [
    { element: "ingot-log-0", lines: 3, cutLines: 7, cutBehind: 2 },
    { element: "ingot-log-1", build: "b", lines: 2, cutLines: 0, cutBehind: 0 },
  ],
);
const everything = new Set(["say", "stdout", "stderr", "debug"] as const);
const texts = (lines: Iterable<number> | undefined) =>
  [...(lines ?? [])].map((index) => plainText(store.line(index).text));
const all = store.select({ log: undefined, kinds: everything });

test("logs are put together by time, and where lines are missing a line says so", () => {
  expect(texts(all)).toEqual([
    "begins",
    "quiet",
    "First of a",
    "first of b (1+1)",
    "7 lines are left out here, so that this file stays small",
    "last of a",
  ]);
});

test("a filter leaves a log, or some kinds of lines, and always the gaps", () => {
  expect(texts(store.select({ log: 1, kinds: everything }))).toEqual(["quiet", "first of b (1+1)"]);
  expect(texts(store.select({ log: 0, kinds: new Set(["stderr"]) }))).toEqual([
    "7 lines are left out here, so that this file stays small",
    "last of a",
  ]);
});

test.each([
  ["first", ["First of a", "first of b (1+1)"]],
  ["FIRST OF A", ["First of a"]],
  ["(1+1)", ["first of b (1+1)"]],
  ["nowhere", []],
])("finding %s", async (text, found) => {
  expect(texts(await store.find(all, text, () => false))).toEqual(found);
});
