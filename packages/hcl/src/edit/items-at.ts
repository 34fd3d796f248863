import type { Position, Range } from "../source.ts";
import type { SyntaxTree } from "./syntax-tree.ts";
import { childrenOf, itemsOf, type SyntaxItem } from "./walk-syntax.ts";

/**
 * What stands at a place, from the outermost block to the innermost expression; empty between items. At the border of two
 * neighbours it is the second.
 * @param place line and column from 1, columns in characters as a reader counts them
 */
export function itemsAt(tree: SyntaxTree, place: Pick<Position, "line" | "column">): readonly SyntaxItem[] {
  const found: SyntaxItem[] = [];
  let candidates = itemsOf(tree.body);
  for (;;) {
    const next = candidates.findLast(({ range }) => contains(range, place));
    if (!next) return found;
    found.push(next);
    candidates = childrenOf(next);
  }
}

function contains({ start, end }: Range, place: Pick<Position, "line" | "column">): boolean {
  return !isBefore(place, start) && !isBefore(end, place);
}

function isBefore(a: Pick<Position, "line" | "column">, b: Pick<Position, "line" | "column">): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}
