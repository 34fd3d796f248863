import { expect, test } from "vitest";
import { pipeline } from "./pipeline.ts";
import { step } from "./step.ts";

// Most of what a pipeline promises is checked by the compiler: each line below that must not compile says so.

const giveHost = step({ name: "StepHost", run: async (_: object) => ({ host: "10.0.2.2" }) });
const givePort = step({ name: "StepPort", run: async (_: object) => ({ port: 22 }) });
const giveOtherHost = step({ name: "StepOtherHost", run: async (_: object) => ({ host: 7 }) });
const needHost = step({ name: "StepConnect", run: async (_: { host: string }) => ({ connected: true }) });
const mayUseHost = step({ name: "StepPerhaps", run: async (_: { host?: string }) => ({}) });

const namesOf = (steps: { readonly nodes: readonly { readonly name: string }[] }) =>
  steps.nodes.map((node) => node.name);

test("a need is given by a step before, or by the first state", () => {
  expect(namesOf(pipeline<object>().step(giveHost).step(needHost))).toEqual(["StepHost", "StepConnect"]);
  expect(namesOf(pipeline<{ host: string }>().step(needHost))).toEqual(["StepConnect"]);
  // @ts-expect-error needs 'host', which no step before it gives
  pipeline<object>().step(needHost);
  // @ts-expect-error needs 'host', which no step before it gives
  pipeline<object>().step(givePort).step(needHost).step(giveHost);
});

test("a key may be given again with the same type only", () => {
  expect(namesOf(pipeline<object>().step(giveHost).step(giveHost))).toEqual(["StepHost", "StepHost"]);
  // @ts-expect-error 'host' is given again with another type
  pipeline<object>().step(giveHost).step(giveOtherHost);
});

test.each([
  [true, ["StepHost", "StepPerhaps"]],
  [false, ["StepPerhaps"]],
])("what only one branch gives is optional afterwards (%s)", (isThere, names) => {
  const steps = pipeline<object>().when(isThere, (p) => p.step(giveHost));
  expect(namesOf(steps.step(mayUseHost))).toEqual(names);
  // @ts-expect-error 'host' is given with another type, or only sometimes
  steps.step(needHost);
});

test.each([
  [true, ["StepHost", "StepPort", "StepConnect"]],
  [false, ["StepHost", "StepConnect"]],
])("what both branches of a choice give is there (%s)", (isFirst, names) => {
  const steps = pipeline<object>().choose(
    isFirst,
    (p) => p.step(giveHost).step(givePort),
    (p) => p.step(giveHost),
  );
  expect(namesOf(steps.step(needHost))).toEqual(names);
  const needPort = step({ name: "StepUsePort", run: async (_: { port: number }) => ({}) });
  // @ts-expect-error 'port' is given with another type, or only sometimes
  steps.step(needPort);
});

test("one of several ways gives the same", () => {
  const ways = (key: "image" | "disk") =>
    pipeline<object>().pick(key, { image: (p) => p.step(giveHost), disk: (p) => p.step(givePort).step(giveHost) });
  expect(namesOf(ways("disk").step(needHost))).toEqual(["StepPort", "StepHost", "StepConnect"]);
  expect(namesOf(ways("image").step(needHost))).toEqual(["StepHost", "StepConnect"]);
});
