// Which locals and data sources depend on which, and the order that follows from it (core-hcl 2.4). Chains of them may be as long as the
// template is, so nothing here goes through them by recursion.

import type { Diagnostic, Range, Traversal } from "@ingot/hcl";
import { errorAt, suggestName } from "@ingot/hcl";
import type { GraphNode } from "./read-graph.ts";

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

const known = new WeakMap<GraphNode, Reads>();

/** The nodes that a node reads, directly. */
export function readBy(node: GraphNode): Reads {
  let reads = known.get(node);
  if (!reads) {
    if (node.k === "unread") return { nodes: [], isAny: false };
    reads = readsOf(node.k === "local" ? node.expression.variables() : node.body.variables());
    known.set(node, reads);
  }
  return reads;
}

/** Everything that is needed to evaluate what has these names, directly or through others. */
export function reachable(
  nodes: ReadonlyMap<string, GraphNode>,
  traversals: readonly Traversal[],
): ReadonlySet<string> {
  const found = new Set<string>();
  let takesAny = false;
  const open: Reads[] = [readsOf(traversals)];
  for (let reads = open.pop(); reads; reads = open.pop()) {
    // Once is enough: after it there is nothing left to find.
    if (reads.isAny && takesAny) continue;
    takesAny ||= reads.isAny;
    for (const key of reads.isAny ? nodes.keys() : reads.nodes.map((read) => read.key)) {
      const node = nodes.get(key);
      if (!node || found.has(key)) continue;
      found.add(key);
      open.push(readBy(node));
    }
  }
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
  return new GraphSort(nodes).run();
}

/** More members of a circle are not named. */
const mostNamed = 20;

/** A node whose dependencies are being gone through. */
interface Visit {
  readonly node: GraphNode;
  readonly key: string;
  /** In the order of first visits. */
  readonly number: number;
  /** The earliest node on the path that this one leads back to: itself, where it stands in no circle with an earlier one. */
  earliest: number;
  next: number;
}

/** A search into the depth that also finds which nodes lead back to each other (R. Tarjan, 1972). */
class GraphSort {
  readonly #nodes: ReadonlyMap<string, GraphNode>;
  readonly #order: GraphNode[] = [];
  readonly #broken = new Set<string>();
  readonly #diagnostics: Diagnostic[] = [];
  readonly #visits = new Map<string, Visit>();
  readonly #path: Visit[] = [];
  /** Where the open nodes stand in the path. */
  readonly #places = new Map<string, number>();
  /** Done, but perhaps in a circle with a node that is still open. */
  readonly #undecided: Visit[] = [];
  readonly #isUndecided = new Set<string>();

  constructor(nodes: ReadonlyMap<string, GraphNode>) {
    this.#nodes = nodes;
  }

  run(): GraphOrder {
    for (const [key, node] of this.#nodes) {
      if (!this.#visits.has(key)) this.#enter(key, node);
      for (let visit = this.#path.at(-1); visit; visit = this.#path.at(-1)) this.#goOn(visit);
    }
    return { order: this.#order, broken: this.#broken, diagnostics: this.#diagnostics };
  }

  #enter(key: string, node: GraphNode): void {
    const number = this.#visits.size;
    const visit: Visit = { node, key, number, earliest: number, next: 0 };
    this.#visits.set(key, visit);
    this.#places.set(key, this.#path.length);
    this.#path.push(visit);
    this.#undecided.push(visit);
    this.#isUndecided.add(key);
  }

  #goOn(visit: Visit): void {
    const dependency = readBy(visit.node).nodes[visit.next++];
    if (!dependency) {
      this.#leave(visit);
      return;
    }
    const { key, range } = dependency;
    const target = this.#nodes.get(key);
    const seen = this.#visits.get(key);
    if (!target) {
      this.#broken.add(visit.key);
      this.#diagnostics.push(missing(visit.key, key, range, this.#nodes.keys()));
    } else if (!seen) this.#enter(key, target);
    else {
      if (this.#isUndecided.has(key)) visit.earliest = Math.min(visit.earliest, seen.number);
      const place = this.#places.get(key);
      if (place !== undefined) this.#diagnostics.push(cycle(this.#namesFrom(place), key, range));
      if (key === visit.key) this.#broken.add(key);
    }
  }

  /** The keys of the path from a place on; of many only the first and the last, as any number of circles may be that long. */
  #namesFrom(place: number): readonly string[] {
    const half = mostNamed / 2;
    const isLong = this.#path.length - place > mostNamed;
    const first = this.#path.slice(place, isLong ? place + half : undefined);
    const last = isLong ? this.#path.slice(-half) : [];
    return [...first.map(({ key }) => key), ...(isLong ? ["..."] : []), ...last.map(({ key }) => key)];
  }

  #leave(visit: Visit): void {
    this.#path.pop();
    this.#places.delete(visit.key);
    this.#order.push(visit.node);
    const parent = this.#path.at(-1);
    if (parent) parent.earliest = Math.min(parent.earliest, visit.earliest);
    if (visit.earliest !== visit.number) return;
    const circle = this.#undecided.splice(this.#undecided.lastIndexOf(visit));
    for (const { key } of circle) {
      this.#isUndecided.delete(key);
      if (circle.length > 1) this.#broken.add(key);
    }
  }
}

function missing(from: string, key: string, range: Range, keys: Iterable<string>): Diagnostic {
  const meant = suggestName(key, keys);
  return errorAt(
    range,
    "failed to prepare execution graph",
    `${from} needs ${key}, which is missing in the template. ${meant ? `Did you mean "${meant}"?` : "Declare it, or correct the name."}`,
    { suggestion: meant },
  );
}

function cycle(names: readonly string[], back: string, range: Range): Diagnostic {
  const detail =
    names.length === 1 ? `Self reference: ${back} reads itself.` : `Cycle: ${[...names, back].join(" -> ")}.`;
  return errorAt(
    range,
    "failed to prepare execution graph",
    `${detail} Break the circle by writing one of the values out.`,
  );
}
