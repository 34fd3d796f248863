import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { abortAfter } from "./abort-after.ts";

test("the time is up also where it is one of several ends, and memory was collected in between", async () => {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  const outer = new AbortController();
  const reason = await new Promise<unknown>((resolve) => {
    const either = AbortSignal.any([outer.signal, abortAfter(100)]);
    either.addEventListener("abort", () => resolve(either.reason), { once: true });
    setTimeout(collect, 20);
    setTimeout(() => resolve("never"), 5000).unref();
  });
  expect(reason).toMatchObject({ name: "TimeoutError" });
});
