import { rangeBetween } from "../source.ts";
import type { AttributeNode, IndexNode, Node, SplatNode } from "../syntax/ast.ts";
import type { Traversal, TraversalStep } from "../syntax/contract.ts";
import { parseNumber } from "../value/number.ts";
import type { Value } from "../value/types.ts";
import { V } from "../value/value.ts";

const none: ReadonlySet<string> = new Set();

/** Every name that the expression reads, in source order; names bound by a for-expression inside are left out. */
export function findTraversals(node: Node, bound: ReadonlySet<string> = none): readonly Traversal[] {
  const found: Traversal[] = [];
  collect(node, bound, found);
  return found;
}

/** The expression as one traversal of constant steps; undefined where it is something else. */
export function asTraversal(node: Node): Traversal | undefined {
  if (node.k === "key") return asTraversal(node.inner) ?? constantAsName(node.inner);
  const { root, steps } = unchain(node);
  if (root.k !== "root") return undefined;
  const read: TraversalStep[] = [];
  for (const step of steps) {
    const constant = step.k === "splat" ? undefined : constantStep(step);
    if (!constant) return undefined;
    read.push(constant);
  }
  return { root: root.name, rootRange: root.range, steps: read, range: node.range };
}

/** As keys of an object the constants are names like any other. */
function constantAsName(node: Node): Traversal | undefined {
  if (node.k !== "null" && node.k !== "bool") return undefined;
  const root = node.k === "null" ? "null" : String(node.value);
  return { root, rootRange: node.range, steps: [], range: node.range };
}

/** A key that stands there as text or a number. */
export function constantKey(node: Node): Value | undefined {
  if (node.k === "number") {
    const number = parseNumber(node.text);
    return number && V.number(number);
  }
  if (node.k !== "template" || node.parts.length > 1) return undefined;
  const [part] = node.parts;
  if (!part) return V.string("");
  return part.k === "string" ? V.string(part.text) : undefined;
}

type Step = AttributeNode | IndexNode | SplatNode;

function unchain(node: Node): { root: Node; steps: readonly Step[] } {
  const steps: Step[] = [];
  let root = node;
  while (root.k === "attribute" || root.k === "index" || root.k === "splat") {
    steps.push(root);
    root = root.from;
  }
  return { root, steps: steps.reverse() };
}

function constantStep(step: AttributeNode | IndexNode): TraversalStep | undefined {
  if (step.k === "attribute") return { k: "attribute", name: step.name, range: step.stepRange };
  const key = constantKey(step.key);
  return key && { k: "index", key, range: step.stepRange };
}

function collect(node: Node, bound: ReadonlySet<string>, found: Traversal[]): void {
  switch (node.k) {
    case "root":
    case "attribute":
    case "index":
    case "splat":
      collectChain(node, bound, found);
      break;
    case "binary":
      collectBinary(node, bound, found);
      break;
    case "for":
      collect(node.collection, bound, found);
      for (const part of [node.key, node.value, node.condition]) {
        if (part) collect(part, new Set([...bound, node.valueName, ...(node.keyName ? [node.keyName] : [])]), found);
      }
      break;
    case "key":
      if (node.inner.k !== "root") collect(node.inner, bound, found);
      break;
    default:
      for (const part of partsOf(node)) collect(part, bound, found);
  }
}

/** The parts of the kinds that hold other expressions and nothing special. */
function partsOf(node: Node): readonly Node[] {
  switch (node.k) {
    case "template":
      return node.parts;
    case "wrap":
    case "parentheses":
      return [node.inner];
    case "template-if":
    case "conditional":
      return [node.condition, node.then, node.otherwise];
    case "template-for":
      return [node.items];
    case "call":
      return node.args;
    case "unary":
      return [node.operand];
    case "tuple":
      return node.items;
    case "object":
      return node.pairs.flatMap((pair) => [pair.key, pair.value]);
    default:
      return [];
  }
}

function collectBinary(node: Node, bound: ReadonlySet<string>, found: Traversal[]): void {
  const rights: Node[] = [];
  let at = node;
  while (at.k === "binary") {
    rights.push(at.right);
    at = at.left;
  }
  collect(at, bound, found);
  for (const right of rights.reverse()) collect(right, bound, found);
}

function collectChain(node: Node, bound: ReadonlySet<string>, found: Traversal[]): void {
  const { root, steps } = unchain(node);
  if (root.k !== "root") collect(root, bound, found);
  else if (!bound.has(root.name)) found.push(longestTraversal(root, steps));
  for (const step of steps) {
    if (step.k === "index") collect(step.key, bound, found);
    if (step.k === "splat") collect(step.each, bound, found);
  }
}

/** As far as the steps are constant; a splat is the last one that can be told. */
function longestTraversal(root: Node & { readonly k: "root" }, steps: readonly Step[]): Traversal {
  const read: TraversalStep[] = [];
  for (const step of steps) {
    const constant: TraversalStep | undefined =
      step.k === "splat" ? { k: "splat", range: step.stepRange } : constantStep(step);
    if (constant) read.push(constant);
    if (!constant || constant.k === "splat") break;
  }
  const range = rangeBetween(root.range, read.at(-1)?.range ?? root.range);
  return { root: root.name, rootRange: root.range, steps: read, range };
}
