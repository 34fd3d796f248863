import { expect, test } from "vitest";
import { createHoldings } from "./holdings.ts";

function refuse(): Promise<never> {
  return Promise.reject(new Error("not here"));
}

test("makes what is held once for each component, and ends it once", async () => {
  const log: string[] = [];
  const holdings = createHoldings();
  const keep = (component: object, name: string) =>
    holdings.of(component).keep(
      name,
      () => `${log.push(`make ${name}`)}`,
      async (kept) => void log.push(`end ${kept}`),
    );
  const one = {};
  expect([keep(one, "a"), keep(one, "a"), keep({}, "b")]).toEqual(["1", "1", "2"]);
  keep(one, "c");
  await holdings.end();
  await holdings.end();
  expect(log).toEqual(["make a", "make b", "make c", "end 1", "end 2", "end 3"]);
});

test("what goes wrong at one end keeps no other from ending", async () => {
  const ended: string[] = [];
  const holdings = createHoldings();
  const { keep } = holdings.of({});
  keep("a", () => 1, refuse);
  keep(
    "b",
    () => 2,
    async () => void ended.push("b"),
  );
  await holdings.end();
  expect(ended).toEqual(["b"]);
});
