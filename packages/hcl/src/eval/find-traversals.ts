import type { Node } from "../syntax/ast.ts";
import type { Traversal } from "../syntax/contract.ts";
import { leadingTraversal, takeChainApart } from "./static-traversal.ts";

const none: ReadonlySet<string> = new Set();

/** Every name that the expression reads, in source order; names bound by a for-expression inside are left out. */
export function findTraversals(node: Node, bound: ReadonlySet<string> = none): readonly Traversal[] {
  const found: Traversal[] = [];
  collect(node, bound, found);
  return found;
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
  const chain = takeChainApart(node);
  const traversal = leadingTraversal(chain);
  if (!traversal) collect(chain.base, bound, found);
  else if (!bound.has(traversal.root)) found.push(traversal);
  for (const link of chain.links) {
    if (link.k === "index") collect(link.key, bound, found);
    if (link.k === "splat") collect(link.each, bound, found);
  }
}
