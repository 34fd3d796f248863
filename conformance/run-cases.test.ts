import { expect, test } from "vitest";
import { runCases } from "./run-cases.ts";

const worker = new URL("./misbehaving-worker.fixture.ts", import.meta.url);

test("what a case does to its process is a failure of that case alone", async () => {
  const ids = ["good", "hang", "leave", "good"];
  const questions = ids.map((id) => ({ category: "any", given: { id } }));
  const outcomes: string[] = [];
  for await (const [question, result] of runCases(questions, { worker, limitMs: 500 })) {
    outcomes.push(`${question.given.id}: ${result.passed ? "passed" : result.text}`);
  }
  expect(outcomes).toEqual([
    "good: passed",
    "hang: it did not end within 0.5 s",
    "leave: it ended its process (exit code 3)",
    "good: passed",
  ]);
});

test("a worker that does not start is an error", async () => {
  const missing = new URL("./missing.ts", import.meta.url);
  const running = runCases([{ category: "any", given: { id: "x" } }], { worker: missing, limitMs: 500 });
  await expect(running.next()).rejects.toThrow("missing.ts ended before it was ready, with exit code 1");
});
