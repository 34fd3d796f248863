import { appendAll } from "@ingot/hcl";
// Locals and data sources depend on each other; they are evaluated dependencies first (core-hcl 2.4). Only what the selected builds
// reach is read from outside: a data source that nothing needs makes no request.

import type { Diagnostic, Range, Scope, Traversal, Value } from "@ingot/hcl";
import { errorAt, hasErrors, suggestName, T, V } from "@ingot/hcl";
import { type GraphNode, nodeKey } from "./read-graph.ts";

/** What names read of the graph. */
export interface Reads {
  readonly nodes: readonly { readonly key: string; readonly range: Range }[];
  /** Some name does not say which node it means (`local[var.which]`, `keys(data.http)`): it may be any. */
  readonly isAny: boolean;
}

/** The nodes that these names read, directly. */
export function readsOf(traversals: readonly Traversal[]): Reads {
  const nodes: { key: string; range: Range }[] = [];
  let isAny = false;
  for (const { root, steps, range } of traversals) {
    if (root !== "local" && root !== "data") continue;
    const names = steps.map((step) =>
      step.k === "attribute" ? step.name : step.k === "index" && step.key.k === "string" ? step.key.value : undefined,
    );
    const path = names.slice(0, root === "local" ? 1 : 2);
    if (path.length < (root === "local" ? 1 : 2) || path.includes(undefined)) isAny = true;
    else nodes.push({ key: [root, ...path].join("."), range });
  }
  return { nodes, isAny };
}

function readBy(node: GraphNode): Reads {
  return readsOf(node.k === "local" ? node.expression.variables() : node.body.variables());
}

/** Everything that is needed to evaluate what has these names, directly or through others. */
export function reachable(
  nodes: ReadonlyMap<string, GraphNode>,
  traversals: readonly Traversal[],
): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (reads: Reads) => {
    for (const key of reads.isAny ? nodes.keys() : reads.nodes.map((read) => read.key)) {
      const node = nodes.get(key);
      if (!node || found.has(key)) continue;
      found.add(key);
      visit(readBy(node));
    }
  };
  visit(readsOf(traversals));
  return found;
}

/** The nodes in the order of their evaluation. */
export interface GraphOrder {
  /** Dependencies first. */
  readonly order: readonly GraphNode[];
  /** Nodes that cannot be evaluated, by their keys: they stand in a circle, or read what is not there. */
  readonly broken: ReadonlySet<string>;
  /** Each circle and each missing dependency, at its place. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Sorts the nodes dependencies first. */
export function inDependencyOrder(nodes: ReadonlyMap<string, GraphNode>): GraphOrder {
  const order: GraphNode[] = [];
  const broken = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const state = new Map<string, "open" | "done">();
  const path: string[] = [];
  const visit = (node: GraphNode) => {
    const key = nodeKey(node);
    state.set(key, "open");
    path.push(key);
    for (const dependency of readBy(node).nodes) {
      const target = nodes.get(dependency.key);
      if (!target) {
        broken.add(key);
        diagnostics.push(missing(key, dependency.key, dependency.range, [...nodes.keys()]));
      } else if (state.get(dependency.key) === "open") {
        const circle = path.slice(path.indexOf(dependency.key));
        for (const member of circle) broken.add(member);
        diagnostics.push(cycle([...circle, dependency.key], dependency.range));
      } else if (!state.has(dependency.key)) visit(target);
    }
    path.pop();
    state.set(key, "done");
    order.push(node);
  };
  for (const node of nodes.values()) if (!state.has(nodeKey(node))) visit(node);
  return { order, broken, diagnostics };
}

/** What one node gives: a value, or problems. `isRight` says that no node before it failed: after that nothing is read from outside. */
export type EvaluateNode = (
  node: GraphNode,
  scope: Scope,
  isRight: boolean,
) => Promise<{ readonly value: Value | undefined; readonly diagnostics: readonly Diagnostic[] }>;

/** What became of the nodes, by their keys. */
export interface Evaluated {
  readonly values: ReadonlyMap<string, Value>;
  /** Those that are wrong, or read one that is; their values are unknown. */
  readonly failed: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Evaluates nodes in the given order. One that fails is unknown to those that read it, so that their own mistakes are found as well; after a
 * failure no data source is read any more.
 */
export async function evaluateInOrder(
  { order, broken }: Pick<GraphOrder, "order" | "broken">,
  base: Scope,
  evaluate: EvaluateNode,
): Promise<Evaluated> {
  const values = new Map<string, Value>();
  const diagnostics: Diagnostic[] = [];
  const failed = new Set<string>(broken);
  for (const node of order) {
    const key = nodeKey(node);
    values.set(key, V.unknown(T.dynamic));
    if (broken.has(key)) continue;
    const reads = readBy(node);
    const result = await evaluate(node, scopeOfNode(key, reads, values, base), failed.size === 0);
    appendAll(diagnostics, result.diagnostics);
    if (hasErrors(result.diagnostics) || reads.nodes.some((read) => failed.has(read.key))) failed.add(key);
    if (!hasErrors(result.diagnostics) && result.value) values.set(key, result.value);
  }
  return { values, failed, diagnostics };
}

/** Only what the node reads: an object of everything for each of a thousand locals would cost the square of that. */
function scopeOfNode(ownKey: string, { nodes, isAny }: Reads, values: ReadonlyMap<string, Value>, base: Scope): Scope {
  const read = isAny
    ? [...values]
    : [...new Set(nodes.map(({ key }) => key))].map((key) => [key, values.get(key)] as const);
  const known = read.flatMap(([key, value]): [string, Value][] => (value && key !== ownKey ? [[key, value]] : []));
  return { variables: graphVariables(known), functions: base.functions, parent: base };
}

/** `local` and `data` as expressions see them, from values by the keys of their nodes. */
export function graphVariables(values: Iterable<readonly [string, Value]>): ReadonlyMap<string, Value> {
  const locals: [string, Value][] = [];
  const data = new Map<string, [string, Value][]>();
  for (const [key, value] of values) {
    const [root, first = "", second = ""] = key.split(".");
    if (root === "local") locals.push([key.slice("local.".length), value]);
    else if (data.get(first)?.push([second, value]) === undefined) data.set(first, [[second, value]]);
  }
  return new Map([
    ["local", V.object(locals)],
    ["data", V.object([...data].map(([type, instances]) => [type, V.object(instances)] as const))],
  ]);
}

function missing(from: string, key: string, range: Range, keys: readonly string[]): Diagnostic {
  const meant = suggestName(key, keys);
  return errorAt(
    range,
    "failed to prepare execution graph",
    `${from} needs ${key}, which is missing in the template. ${meant ? `Did you mean "${meant}"?` : "Declare it, or correct the name."}`,
    { suggestion: meant },
  );
}

function cycle(path: readonly string[], range: Range): Diagnostic {
  const detail = path.length === 2 ? `Self reference: ${path[0]} reads itself.` : `Cycle: ${path.join(" -> ")}.`;
  return errorAt(
    range,
    "failed to prepare execution graph",
    `${detail} Break the circle by writing one of the values out.`,
  );
}
