import type { Range } from "../source.ts";
import type { BlockItem } from "../syntax/ast.ts";
import type { TextEdit } from "./apply-edits.ts";
import type { SyntaxTree } from "./syntax-tree.ts";

// Where lines are put into a file, and taken from it. A block on one line is broken up before something is put into it.

/** Puts lines behind the line on which an argument of the body ends. */
export function insertBehind(
  tree: SyntaxTree,
  parent: BlockItem | undefined,
  { range }: { readonly range: Range },
  lines: string,
): readonly TextEdit[] {
  if (parent && isOnOneLine(parent)) return insertAtEnd(tree, parent, lines);
  const at = endOfLine(tree, range.end.byte);
  return at === undefined ? insertAtEnd(tree, parent, lines) : [{ range: emptyRange(tree, at), text: lines }];
}

/** Puts lines in front of everything in the body. */
export function insertAtStart(tree: SyntaxTree, parent: BlockItem | undefined, lines: string): readonly TextEdit[] {
  if (!parent) return [{ range: emptyRange(tree, 0), text: lines }];
  if (isOnOneLine(parent)) return insertAtEnd(tree, parent, lines);
  return [{ range: emptyRange(tree, endOfLine(tree, parent.openRange.end.byte) ?? tree.text.length), text: lines }];
}

/** Puts lines behind everything in the body. */
export function insertAtEnd(tree: SyntaxTree, parent: BlockItem | undefined, lines: string): readonly TextEdit[] {
  const at = parent ? startOf(tree, parent.closeRange) : tree.text.length;
  const lineStart = tree.text.lastIndexOf("\n", at - 1) + 1;
  if (tree.text.slice(lineStart, at).trim() === "") return [{ range: emptyRange(tree, lineStart), text: lines }];
  const close = { range: emptyRange(tree, at), text: "\n", once: true } as const;
  const added = { range: close.range, text: lines };
  if (!parent || !isOnOneLine(parent)) return [close, added];
  const behind = startOf(tree, parent.openRange) + 1;
  const open = { range: emptyRange(tree, behind), text: "\n", once: true } as const;
  const isEmpty = tree.text.slice(behind, at).trim() === "";
  return isEmpty ? [close, added] : [open, close, added];
}

/** An item with the whole of its lines, if it has them to itself but for blanks and a comment at the end. */
export function wholeLines(tree: SyntaxTree, range: Range): Range {
  const start = startOf(tree, range);
  const lineStart = tree.text.lastIndexOf("\n", start - 1) + 1;
  const end = endOfLine(tree, range.end.byte);
  if (end === undefined || tree.text.slice(lineStart, start).trim() !== "") return range;
  return tree.rangeOf(lineStart, end);
}

function isOnOneLine({ openRange, closeRange }: BlockItem): boolean {
  return openRange.end.line === closeRange.start.line;
}

function emptyRange(tree: SyntaxTree, at: number): Range {
  return tree.rangeOf(at, at);
}

function startOf(tree: SyntaxTree, { start }: Range): number {
  return tree.tokens[tokenFrom(tree, start.byte)]?.start ?? tree.text.length;
}

/** The index behind the newline of the line in which the byte stands; undefined where something other than a comment comes first. */
function endOfLine(tree: SyntaxTree, byte: number): number | undefined {
  for (let i = tokenFrom(tree, byte); i < tree.tokens.length; i++) {
    const token = tree.tokens[i];
    if (!token) break;
    if (token.k === "newline" || token.k === "end") return token.k === "newline" ? token.end : undefined;
    if (token.k !== "comment") return undefined;
    if (tree.text[token.end - 1] === "\n") return token.end;
  }
  return undefined;
}

/** The first token that does not begin before the byte. */
function tokenFrom(tree: SyntaxTree, byte: number): number {
  let low = 0;
  let high = tree.tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const token = tree.tokens[middle];
    if (token && tree.rangeOf(token.start, token.start).start.byte < byte) low = middle + 1;
    else high = middle;
  }
  return low;
}
