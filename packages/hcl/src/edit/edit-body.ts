import type { AttributeItem, BlockItem } from "../syntax/ast.ts";
import type { TextEdit } from "./apply-edits.ts";
import { insertAtEnd, insertAtStart, insertBehind, wholeLines } from "./place-edits.ts";
import { quoteText } from "./quote-hcl.ts";
import type { SyntaxTree } from "./syntax-tree.ts";

// Edits of a file by what they mean. They touch nothing but what they are about, so that comments, blank lines and the
// spelling of everything else stay; indentation and alignment are left to `formatText`, once, when all edits are made.

/**
 * Sets an argument: its value is replaced where it has one, and otherwise it is added behind the last argument.
 * @param parent the block that it belongs to; undefined for the top of the file
 * @param code the value as an expression; `toSource` writes one
 */
export function setAttribute(
  tree: SyntaxTree,
  parent: BlockItem | undefined,
  name: string,
  code: string,
): readonly TextEdit[] {
  const body = parent?.body ?? tree.body;
  const existing = body.attributes.get(name);
  if (existing) return [{ range: existing.node.range, text: code }];
  const last = [...body.attributes.values()].at(-1);
  const line = `${name} = ${code}\n`;
  return last ? insertBehind(tree, parent, last, line) : insertAtStart(tree, parent, line);
}

/** Removes an argument with its line, a comment at the end of the line included. Comments above it stay. */
export function removeAttribute(tree: SyntaxTree, attribute: AttributeItem): readonly TextEdit[] {
  return [{ range: wholeLines(tree, attribute.range), text: "" }];
}

/**
 * Adds a block as the last thing in a body.
 * @param parent the block that it is added to; undefined for the top of the file
 * @param content what stands between its braces: arguments and blocks, one a line
 */
export function appendBlock(
  tree: SyntaxTree,
  parent: BlockItem | undefined,
  type: string,
  labels: readonly string[],
  content: string,
): readonly TextEdit[] {
  const body = parent?.body ?? tree.body;
  const isFirst = body.attributes.size === 0 && body.blocks.length === 0;
  const inside = content.trim() === "" ? "" : `\n${content.trimEnd()}\n`;
  return insertAtEnd(tree, parent, `${isFirst ? "" : "\n"}${header(type, labels)} {${inside}}\n`);
}

/** Removes a block with its lines. Comments above it stay. */
export function removeBlock(tree: SyntaxTree, block: BlockItem): readonly TextEdit[] {
  return [{ range: wholeLines(tree, block.range), text: "" }];
}

/** Gives a block another type, other labels, or both. */
export function renameBlock(block: BlockItem, type: string, labels: readonly string[]): readonly TextEdit[] {
  return [{ range: block.headerRange, text: header(type, labels) }];
}

function header(type: string, labels: readonly string[]): string {
  return [type, ...labels.map(quoteText)].join(" ");
}
