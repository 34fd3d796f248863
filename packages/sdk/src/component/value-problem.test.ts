import { fromJs, T, V } from "@ingot/hcl";
import { expect, it } from "vitest";
import { schema } from "../schema/schema.ts";
import { openBench, readData } from "../testing/index.ts";
import { defineDataSource } from "./define.ts";
import { valueProblem } from "./value-problem.ts";

it.each([
  fromJs({ a: [1, null, true, { b: "x" }] }),
  V.list(T.string, [V.string("a")]),
  V.map(T.number, [["a", V.number(1)]]),
  V.unknown(T.bool),
  V.object({}),
])("%o is a value", (value) => expect(valueProblem(value)).toBeUndefined());

it.each([
  [undefined, "it is no value"],
  [{ lines: [] }, "it is no value"],
  ["text", "it is no value"],
  [
    V.list([V.string("a")] as never, T.string as never),
    "it is no list: its type and its items are not where they should be",
  ],
  [V.object({ a: V.tuple([V.bool(true), 1 as never]) }), "a.1 is no value"],
  [{ k: "string", marks: new Set() }, "it has no text"],
])("%o is none: %s", (value, problem) => expect(valueProblem(value)).toBe(problem));

it("a data source that gives something else says so", async () => {
  const bench = await openBench();
  const outputs = T.object({});
  const source = defineDataSource({ schema: schema({}), doc: "", outputs, read: async () => ({ a: 1 }) as never });
  await expect(readData(bench, source, {})).rejects.toThrow(
    'The data source gave what is no value of a template (it is no value): make it with "V" or "fromJs"',
  );
  await bench.remove();
});
