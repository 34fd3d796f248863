import { noneCommunicator } from "@ingot/sdk";
import { openBench } from "@ingot/sdk/testing";
import { expect, test } from "vitest";
import { breakpoint } from "./breakpoint.ts";
import { sleep } from "./sleep.ts";

async function runBreakpoint(config: object, answers: readonly string[]): Promise<string[]> {
  const bench = await openBench({ answers });
  try {
    await (await bench.ready(breakpoint, config)).provision(bench.provisionContext(noneCommunicator));
    return bench.lines;
  } finally {
    await bench.remove();
  }
}

test.each([
  [{}, ["==> Pausing at breakpoint provisioner.", "??? Press enter to continue."]],
  [{ note: "look" }, ['==> Pausing at breakpoint provisioner with note "look".', "??? Press enter to continue."]],
  [{ disable: true }, ["==> Breakpoint provisioner disabled; continuing..."]],
  [{ disable: true, note: "look" }, ['==> Breakpoint provisioner with note "look" disabled; continuing...']],
])("breakpoint %j", async (config, lines) => expect(await runBreakpoint(config, [""])).toEqual(lines));

test("a breakpoint where nobody can answer fails", async () => {
  await expect(runBreakpoint({}, [])).rejects.toThrow(
    "A breakpoint waits for somebody to press enter: nobody is there to answer. Run the build at a terminal, or set disable = true",
  );
});

test("sleep waits in silence, and ends when cancelled", async () => {
  const bench = await openBench();
  await (await bench.ready(sleep, { duration: "1ms" })).provision(bench.provisionContext(noneCommunicator));
  const long = (await bench.ready(sleep, { duration: "1000h" })).provision(bench.provisionContext(noneCommunicator));
  bench.abort.abort(new Error("cancelled"));
  await expect(long).rejects.toThrow();
  expect(bench.lines).toEqual([]);
  await bench.remove();
});
