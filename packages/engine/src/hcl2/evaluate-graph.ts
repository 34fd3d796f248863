// Locals and data sources depend on each other; they are evaluated dependencies first (core-hcl 2.4). Only what the selected builds
// reach is read from outside: a data source that nothing needs makes no request.

import type { Diagnostic, Scope, Value } from "@ingot/hcl";
import { appendAll, checkSize, errorAt, hasErrors, T, V } from "@ingot/hcl";
import { type GraphNode, nodeKey } from "./read-graph.ts";
import { type GraphOrder, type Reads, readBy } from "./sort-graph.ts";

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
    if (hasErrors(result.diagnostics) || !result.value) continue;
    const problem = checkSize(result.value);
    if (problem === undefined) values.set(key, result.value);
    else {
      failed.add(key);
      diagnostics.push(tooLarge(node, problem));
    }
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

function tooLarge(node: GraphNode, problem: string): Diagnostic {
  const detail = `The value of ${nodeKey(node)} ${problem}. Make less of it, for instance by leaving out what nothing reads.`;
  return errorAt(node.range, "Value too large", detail);
}
