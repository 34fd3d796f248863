// What a template declares and nothing uses: variables, locals and data sources that nothing reads, sources that no build uses.

import type { Block, Diagnostic, Traversal } from "@ingot/hcl";
import { warningAt } from "@ingot/hcl";
import type { BuildBlock } from "./build-block.ts";
import { type GraphNode, nodeKey } from "./read-graph.ts";
import type { Source } from "./use-sources.ts";
import type { Variable } from "./variable.ts";

/** What a template declares. */
export interface Declarations {
  readonly blocks: readonly Block[];
  readonly variables: ReadonlyMap<string, Variable>;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly sources: ReadonlyMap<string, Source>;
  readonly builds: readonly BuildBlock[];
}

/** Something unused: how files that are not part of the template would name it, and what to say. */
export interface Unused {
  readonly text: string;
  readonly warning: Diagnostic;
}

/**
 * Everything that is declared and not used, in no order. What is read anywhere counts as used: in sources that no build uses, too, and in
 * locals that nothing reads; only a variable's own declaration does not count.
 */
export function findUnused({ blocks, variables, nodes, sources, builds }: Declarations): readonly Unused[] {
  const read = readNames(blocks.filter(({ type }) => type !== "variable" && type !== "variables"));
  const unused: Unused[] = [];
  const add = (text: string, range: Diagnostic["subject"], summary: string, detail: string) =>
    unused.push({ text, warning: warningAt(range, summary, detail) });
  for (const { name, range } of variables.values()) {
    if (read.has(`var.${name}`) || read.has("var")) continue;
    add(`var.${name}`, range, `Unused variable "${name}"`, `Nothing reads var.${name}. Read it, or remove it.`);
  }
  for (const node of nodes.values()) {
    const key = nodeKey(node);
    if (node.k === "unread" || read.has(key) || read.has(node.k)) continue;
    const summary =
      node.k === "local" ? `Unused local "${node.name}"` : `Unused data source "${node.type}.${node.name}"`;
    const cost = node.k === "data" ? ", and every build asks for it all the same" : "";
    add(key, node.range, summary, `Nothing reads ${key}${cost}. Read it, or remove it.`);
  }
  // Where a build does not say for certain which sources it uses, it may be any.
  if (builds.length === 0 || !builds.every((build) => build.isWhole)) return unused;
  const used = new Set(builds.flatMap((build) => build.sources.map((source) => `${source.type}.${source.sourceName}`)));
  for (const [key, { range }] of sources) {
    if (used.has(key)) continue;
    const detail = `No build uses it, so that it is neither checked nor built. Write "source.${key}" into the sources of a build, or remove it.`;
    add(key, range, `Unused source "${key}"`, detail);
  }
  return unused;
}

/** The names that are read: `var.x`, `local.x`, `data.type.x`; `var`, `local` or `data` where it may be any of them. */
function readNames(blocks: readonly Block[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const block of blocks) for (const traversal of block.body.variables()) names.add(nameRead(traversal));
  return names;
}

function nameRead({ root, steps }: Traversal): string {
  const path = steps.slice(0, root === "data" ? 2 : 1).map((step) => {
    if (step.k === "attribute") return step.name;
    return step.k === "index" && step.key.k === "string" ? step.key.value : undefined;
  });
  const isWhole = path.length === (root === "data" ? 2 : 1) && !path.includes(undefined);
  return isWhole ? [root, ...path].join(".") : root;
}
