import { expect, test } from "vitest";
import { takeTurns } from "./take-turns.ts";

const nextRound = () => new Promise<void>((resolve) => setImmediate(resolve));

test("so many at once, the others in their order, and a failure gives its place away", async () => {
  const inTurn = takeTurns(() => 2);
  const { signal } = new AbortController();
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const all = [0, 1, 2, 3].map((index) =>
    inTurn(
      signal,
      () =>
        new Promise<number>((resolve, reject) => {
          started.push(index);
          ends[index] = () => (index === 1 ? reject(new Error("failed")) : resolve(index));
        }),
    ),
  );
  const settled = Promise.allSettled(all);
  await nextRound();
  expect(started).toEqual([0, 1]);
  ends[1]?.();
  await nextRound();
  expect(started).toEqual([0, 1, 2]);
  ends[0]?.();
  await nextRound();
  expect(started).toEqual([0, 1, 2, 3]);
  for (const end of ends) end();
  expect((await settled).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
});

test("who is cancelled while waiting does not run, and holds up nobody", async () => {
  const inTurn = takeTurns(() => 1);
  const controller = new AbortController();
  const { signal } = new AbortController();
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const first = inTurn(signal, () => ended);
  const second = inTurn(controller.signal, async () => "ran");
  const third = inTurn(signal, async () => "ran");
  controller.abort(new Error("cancelled"));
  await expect(second).rejects.toThrow("cancelled");
  end();
  await first;
  expect(await third).toBe("ran");
});
