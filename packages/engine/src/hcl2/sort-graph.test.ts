import { parseFile } from "@ingot/hcl";
import { expect, test } from "vitest";
import { nodeKey, readGraph } from "./read-graph.ts";
import { readRootBlocks } from "./root-blocks.ts";
import { inDependencyOrder } from "./sort-graph.ts";

function sort(...locals: readonly string[]) {
  const { body } = parseFile(`locals {\n${locals.join("\n")}\n}\n`, "t.pkr.hcl").file;
  const { order, broken, diagnostics } = inDependencyOrder(readGraph(readRootBlocks([body]).blocks).nodes);
  return {
    order: order.map((node) => nodeKey(node).slice("local.".length)),
    broken: [...broken].map((key) => key.slice("local.".length)).sort(),
    details: diagnostics.map(({ detail }) => detail.split(" Break")[0]),
  };
}

test("every member of a circle is broken, also one that only a side way leads to; what reads a circle is not", () => {
  const { order, broken, details } = sort(
    "a = local.b",
    "b = [local.c, local.d]",
    "c = local.a",
    "d = local.c",
    "e = local.a",
  );
  expect(broken).toEqual(["a", "b", "c", "d"]);
  expect(order).toEqual(["c", "d", "b", "a", "e"]);
  expect(details).toEqual(["Cycle: local.a -> local.b -> local.c -> local.a."]);
});

test("two circles that do not touch, and one that reads itself", () => {
  const { broken, details } = sort("a = local.b", "b = local.a", "c = local.c", "d = [local.a, local.c]");
  expect(broken).toEqual(["a", "b", "c"]);
  expect(details).toEqual(["Cycle: local.a -> local.b -> local.a.", "Self reference: local.c reads itself."]);
});

test("a chain of any length is sorted, whichever way it is written", () => {
  const count = 20_000;
  const forwards = Array.from({ length: count }, (_, i) => `v${i} = local.v${i + 1}`);
  const { order, details } = sort(...forwards, `v${count} = 1`);
  expect(details).toEqual([]);
  expect(order.slice(0, 2)).toEqual([`v${count}`, `v${count - 1}`]);
  expect(sort(`v${count} = 1`, ...forwards.toReversed()).order).toEqual(order);
});

test("of a long circle some members are named", () => {
  const count = 1000;
  const { broken, details } = sort(...Array.from({ length: count }, (_, i) => `v${i} = local.v${(i + 1) % count}`));
  expect(broken).toHaveLength(count);
  expect(details).toHaveLength(1);
  expect(details[0]).toMatch(
    /^Cycle: local\.v0 -> .* -> local\.v9 -> \.\.\. -> local\.v990 -> .* -> local\.v999 -> local\.v0\.$/,
  );
});
