// Locals and data sources depend on each other; they are evaluated dependencies first (core-hcl 2.4). Only what the selected builds
// reach is read from outside: a data source that nothing needs makes no request.

import type { Block, Body, Diagnostic, Expression, Range, Scope, Traversal, Value } from "@ingot/hcl";
import { errorAt, hasErrors, isIdentifier, T, V } from "@ingot/hcl";
import { literalBool } from "./literals.ts";
import { readBlock } from "./root-blocks.ts";

export interface Local {
  readonly k: "local";
  readonly name: string;
  readonly expression: Expression;
  readonly isSensitive: boolean;
  readonly range: Range;
}

export interface DataBlock {
  readonly k: "data";
  readonly type: string;
  readonly name: string;
  readonly body: Body;
  readonly range: Range;
}

export type GraphNode = Local | DataBlock;

/** How a node is called in expressions and messages: `local.a`, `data.http.page`. */
export function nodeKey(node: GraphNode): string {
  return node.k === "local" ? `local.${node.name}` : `data.${node.type}.${node.name}`;
}

/** Reads `locals {}`, `local "name" {}` and `data "type" "name" {}` blocks. */
export function readGraph(blocks: readonly Block[]): {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly diagnostics: readonly Diagnostic[];
} {
  const nodes = new Map<string, GraphNode>();
  const diagnostics: Diagnostic[] = [];
  const add = (node: GraphNode) => {
    const first = nodes.get(nodeKey(node));
    if (!first) nodes.set(nodeKey(node), node);
    else diagnostics.push(duplicate(node, first));
  };
  for (const block of blocks) {
    if (block.type === "locals") {
      const attributes = block.body.attributes();
      diagnostics.push(...attributes.diagnostics);
      for (const { name, expression, nameRange } of attributes.value.values())
        add({ k: "local", name, expression, isSensitive: false, range: nameRange });
    }
    if (block.type === "local") {
      const local = readLocal(block, diagnostics);
      if (local) add(local);
    }
    if (block.type === "data" && labelsAreIdentifiers(block, diagnostics)) {
      const [type = "", name = ""] = block.labels;
      add({ k: "data", type, name, body: block.body, range: block.headerRange });
    }
  }
  return { nodes, diagnostics };
}

function readLocal(block: Block, diagnostics: Diagnostic[]): Local | undefined {
  const content = readBlock(block.body, ["expression", "sensitive"]);
  diagnostics.push(...content.diagnostics);
  const expression = content.attributes.get("expression");
  if (!expression) {
    diagnostics.push(
      errorAt(
        block.headerRange,
        "Missing required argument",
        'A local block needs "expression". Add expression = ... to it.',
      ),
    );
    return undefined;
  }
  return {
    k: "local",
    name: block.labels[0] ?? "",
    expression: expression.expression,
    isSensitive: literalBool(content.attributes.get("sensitive"), diagnostics) ?? false,
    range: block.headerRange,
  };
}

/** Labels must be usable in expressions; says which one is not. */
export function labelsAreIdentifiers(block: Block, diagnostics: Diagnostic[]): boolean {
  const wrong = block.labels.findIndex((label) => !isIdentifier(label));
  if (wrong < 0) return true;
  diagnostics.push(
    errorAt(
      block.labelRanges[wrong],
      `Invalid ${block.type} label`,
      `"${block.labels[wrong]}" cannot be used in an expression. A label begins with a letter and goes on with letters, digits, "_" and "-".`,
    ),
  );
  return false;
}

/** The nodes that these names read, directly. Names that are too short to say one are passed over. */
export function nodesRead(traversals: readonly Traversal[]): { readonly key: string; readonly range: Range }[] {
  return traversals.flatMap(({ root, steps, range }) => {
    const names = steps.map((step) =>
      step.k === "attribute" ? step.name : step.k === "index" && step.key.k === "string" ? step.key.value : undefined,
    );
    if (root === "local" && names[0] !== undefined) return [{ key: `local.${names[0]}`, range }];
    if (root === "data" && names[0] !== undefined && names[1] !== undefined)
      return [{ key: `data.${names[0]}.${names[1]}`, range }];
    return [];
  });
}

function readBy(node: GraphNode) {
  return nodesRead(node.k === "local" ? node.expression.variables() : node.body.variables());
}

/** Everything that these nodes need, themselves included. */
export function reachable(nodes: ReadonlyMap<string, GraphNode>, roots: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (key: string) => {
    const node = nodes.get(key);
    if (!node || found.has(key)) return;
    found.add(key);
    for (const dependency of readBy(node)) visit(dependency.key);
  };
  for (const root of roots) visit(root);
  return found;
}

/** Sorts the nodes dependencies first. A dependency that is not there and a cycle are errors, each at its place. */
export function inDependencyOrder(nodes: ReadonlyMap<string, GraphNode>): {
  readonly order: readonly GraphNode[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const order: GraphNode[] = [];
  const diagnostics: Diagnostic[] = [];
  const state = new Map<string, "open" | "done">();
  const path: string[] = [];
  const visit = (node: GraphNode) => {
    const key = nodeKey(node);
    state.set(key, "open");
    path.push(key);
    for (const dependency of readBy(node)) {
      const target = nodes.get(dependency.key);
      if (!target) diagnostics.push(missing(key, dependency.key, dependency.range));
      else if (state.get(dependency.key) === "open")
        diagnostics.push(cycle([...path.slice(path.indexOf(dependency.key)), dependency.key], dependency.range));
      else if (!state.has(dependency.key)) visit(target);
    }
    path.pop();
    state.set(key, "done");
    order.push(node);
  };
  for (const node of nodes.values()) if (!state.has(nodeKey(node))) visit(node);
  return { order, diagnostics };
}

/** What one node gives: a value, or problems. */
export type EvaluateNode = (
  node: GraphNode,
  scope: Scope,
) => Promise<{ readonly value: Value | undefined; readonly diagnostics: readonly Diagnostic[] }>;

/**
 * Evaluates nodes in the given order. One that fails is unknown to those that read it, so that their own mistakes are found as well; after a
 * failure no data source is read any more.
 */
export async function evaluateInOrder(
  order: readonly GraphNode[],
  base: Scope,
  evaluate: EvaluateNode,
): Promise<{ readonly values: ReadonlyMap<string, Value>; readonly diagnostics: readonly Diagnostic[] }> {
  const values = new Map<string, Value>();
  const diagnostics: Diagnostic[] = [];
  for (const node of order) {
    const scope = { variables: graphVariables(values), functions: base.functions, parent: base };
    const mayRead = node.k === "local" || !hasErrors(diagnostics);
    const result = mayRead ? await evaluate(node, scope) : { value: undefined, diagnostics: [] };
    diagnostics.push(...result.diagnostics);
    const isRight = result.value && !hasErrors(result.diagnostics);
    values.set(nodeKey(node), isRight && result.value ? result.value : V.unknown(T.dynamic));
  }
  return { values, diagnostics };
}

/** `local` and `data` as expressions see them. */
export function graphVariables(values: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  const locals: [string, Value][] = [];
  const data = new Map<string, [string, Value][]>();
  for (const [key, value] of values) {
    const [root, first = "", second = ""] = key.split(".");
    if (root === "local") locals.push([key.slice("local.".length), value]);
    else data.set(first, [...(data.get(first) ?? []), [second, value]]);
  }
  return new Map([
    ["local", V.object(locals)],
    ["data", V.object([...data].map(([type, instances]) => [type, V.object(instances)] as const))],
  ]);
}

function missing(from: string, key: string, range: Range): Diagnostic {
  return errorAt(
    range,
    "failed to prepare execution graph",
    `${from} needs ${key}, which is missing in the template. Declare it, or correct the name.`,
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

function duplicate(second: GraphNode, first: GraphNode): Diagnostic {
  const what = second.k === "local" ? "local definition" : "data block";
  return errorAt(
    second.range,
    `Duplicate ${what}`,
    `${nodeKey(second)} is defined already, in ${first.range.filename} line ${first.range.start.line}. Remove or rename one of the two.`,
  );
}
