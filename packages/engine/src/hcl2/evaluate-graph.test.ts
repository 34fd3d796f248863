import { parseFile, type Scope, V, type Value } from "@ingot/hcl";
import { expect, test } from "vitest";
import { evaluateInOrder } from "./evaluate-graph.ts";
import { nodeKey, readGraph } from "./read-graph.ts";
import { readRootBlocks } from "./root-blocks.ts";
import { inDependencyOrder, reachable } from "./sort-graph.ts";

const base: Scope = { variables: new Map(), functions: new Map() };

function graphOf(text: string) {
  const parsed = parseFile(new TextEncoder().encode(text), "t.pkr.hcl");
  const { blocks } = readRootBlocks([parsed.file.body]);
  return readGraph(blocks).nodes;
}

/** Evaluates locals; a data source gives its own key. */
async function evaluated(text: string) {
  const graph = inDependencyOrder(graphOf(text));
  const objects: number[] = [];
  const result = await evaluateInOrder(graph, base, async (node, scope) => {
    const locals = scope.variables.get("local");
    objects.push(locals?.k === "object" ? locals.entries.size : 0);
    return node.k === "local" ? node.expression.evaluate(scope) : { value: V.string(nodeKey(node)), diagnostics: [] };
  });
  const shown = (value: Value) => (value.k === "string" ? value.value : value.k);
  return {
    ...result,
    order: graph.order.map(nodeKey),
    texts: Object.fromEntries([...result.values].map(([key, value]) => [key, shown(value)])),
    objects,
  };
}

test("dependencies come first, whatever the order in the template", async () => {
  const { order, texts } = await evaluated(`
locals {
  c = "\${local.b}c"
  b = "\${local.a}\${data.null.d}"
}
data "null" "d" {
  input = local.a
}
local "a" {
  expression = "a"
}`);
  expect(order).toEqual(["local.a", "data.null.d", "local.b", "local.c"]);
  expect(texts).toMatchObject({ "local.a": "a", "local.b": "adata.null.d", "local.c": "adata.null.dc" });
});

test("an index that is written out counts as a name; one that is not may be any", async () => {
  const { texts } = await evaluated(`
locals {
  one   = local["a"]
  a     = "x"
  which = "a"
}
data "null" "d" {
}
locals {
  any  = local[local.which]
  data = data.null["d"]
}`);
  expect(texts).toMatchObject({ "local.one": "x", "local.any": "x", "local.data": "data.null.d" });
});

test("what stands in a circle, or reads what is not there, is left out, and what reads it is unknown", async () => {
  const { texts, failed, diagnostics } = await evaluated(`
locals {
  a     = local.b
  b     = local.a
  lost  = local.nowhere
  reads = "\${local.lost}!"
  right = "fine"
}`);
  expect(texts).toEqual({
    "local.a": "unknown",
    "local.b": "unknown",
    "local.lost": "unknown",
    "local.reads": "unknown",
    "local.right": "fine",
  });
  expect([...failed].sort()).toEqual(["local.a", "local.b", "local.lost", "local.reads"]);
  expect(diagnostics).toEqual([]);
});

test("what a name needs, through others", () => {
  const nodes = graphOf(`
locals {
  a = local.b
  b = data.http.x.body
  c = data.http.y.body
}
data "http" "x" {
  url = local.d
}
data "http" "y" {
}
locals {
  d = "u"
}`);
  const a = nodes.get("local.a");
  const names = a?.k === "local" ? a.expression.variables() : [];
  expect([...reachable(nodes, names)].sort()).toEqual(["data.http.x", "local.b", "local.d"]);
});

test("each node is evaluated once, over no more than it reads", async () => {
  const count = 1000;
  const lines = Array.from({ length: count }, (_, i) => `  l${i} = ${i === 0 ? '"x"' : `local.l${i - 1}`}`);
  const { objects, texts } = await evaluated(`locals {\n${lines.join("\n")}\n}`);
  expect(objects).toHaveLength(count);
  expect(Math.max(...objects)).toBe(1);
  expect(texts[`local.l${count - 1}`]).toBe("x");
});
