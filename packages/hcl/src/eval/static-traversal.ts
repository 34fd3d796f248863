import { rangeBetween } from "../source.ts";
import type { AttributeNode, IndexNode, KeyNode, Node, SplatNode } from "../syntax/ast.ts";
import type { Traversal, TraversalStep } from "../syntax/contract.ts";
import { parseNumber } from "../value/number.ts";
import type { Value } from "../value/types.ts";
import { V } from "../value/value.ts";

type Link = AttributeNode | IndexNode | SplatNode;

/** `a.b[c].*.d` taken apart: what it begins with, and the links in source order. */
interface Chain {
  readonly base: Node;
  readonly links: readonly Link[];
}

/** Any node is a chain, most of them one without links. */
export function takeChainApart(node: Node): Chain {
  const links: Link[] = [];
  let base = node;
  while (base.k === "attribute" || base.k === "index" || base.k === "splat") {
    links.push(base);
    base = base.from;
  }
  return { base, links: links.reverse() };
}

/**
 * The traversal that a chain begins with: up to the first step that only evaluation can tell, and up to a splat, which is
 * its last step. undefined for a chain that begins with something else than a name.
 */
export function leadingTraversal({ base, links }: Chain): Traversal | undefined {
  if (base.k !== "root") return undefined;
  const steps: TraversalStep[] = [];
  let end = base.range;
  for (const link of links) {
    const step = stepOf(link);
    if (!step) break;
    steps.push(step);
    end = step.range;
    if (step.k === "splat") break;
  }
  return { root: base.name, rootRange: base.range, steps, range: rangeBetween(base.range, end) };
}

function stepOf(link: Link): TraversalStep | undefined {
  const range = link.stepRange;
  if (link.k === "attribute") return { k: "attribute", name: link.name, range };
  if (link.k === "splat") return { k: "splat", range };
  const key = constantKey(link.key);
  return key && { k: "index", key, range };
}

/** A number, or a quoted text or heredoc without sequences: what can be told without evaluating. */
export function constantKey(node: Node): Value | undefined {
  if (node.k === "number") {
    const number = parseNumber(node.text);
    return number && V.number(number);
  }
  if (node.k !== "template") return undefined;
  const texts = node.parts.flatMap((part) => (part.k === "string" ? [part.text] : []));
  return texts.length === node.parts.length ? V.string(texts.join("")) : undefined;
}

/** The expression as one traversal of constant steps, without splats; undefined where it is something else. */
export function asTraversal(node: Node): Traversal | undefined {
  if (node.k === "key") return asName(node) ?? asTraversal(node.inner);
  const chain = takeChainApart(node);
  if (chain.links.some((link) => link.k === "splat")) return undefined;
  const traversal = leadingTraversal(chain);
  return traversal?.steps.length === chain.links.length ? traversal : undefined;
}

/** A key may be a word that means a value elsewhere: `null = 1`. */
function asName({ inner }: KeyNode): Traversal | undefined {
  const word = inner.k === "null" ? "null" : inner.k === "bool" ? String(inner.value) : undefined;
  return word === undefined ? undefined : { root: word, rootRange: inner.range, steps: [], range: inner.range };
}
