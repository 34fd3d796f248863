// What is written to a terminal to show a log that scrolls with a block under it. Pure text: what stands on the screen is known from what was
// written before.
//
// The cursor always rests at the first cell of the block, right behind the log. So whatever a terminal does with its lines when it is resized
// (cut them, wrap them, or take them apart again), and whatever other programs write in between, "erase from here to the end" takes away
// the block and nothing of the log. Lines are never wrapped: that is switched off while the block is drawn.

import { displayWidth } from "@ingot/hcl";
import { visibleText } from "./fit-cells.ts";

const begin = "\u001b[?2026h";
const end = "\u001b[?2026l";
const hideCursor = "\u001b[?25l";
const showCursor = "\u001b[?25h";
const wrapOff = "\u001b[?7l";
const wrapOn = "\u001b[?7h";
/**
 * Erases the line of the cursor and all below it. From the second column on, because tmux takes an erasure from the first cell of all for the
 * clearing of the screen, and keeps what stood there in its history.
 */
export const eraseBelow = "\r\u001b[K\u001b[C\u001b[J\r";
const eraseRest = "\u001b[K";
const plainLook = "\u001b[0m";

export interface BlockPainter {
  /** Writes whole lines of the log above the block, which looks so afterwards. */
  readonly print: (text: string, block: readonly string[]) => string;
  /** Brings the block to how it looks now: the lines that changed, or `whole`, which also mends what others have written over it. Empty where there is nothing to do. */
  readonly update: (block: readonly string[], whole: boolean) => string;
  /** Draws the block anew on a terminal that has now so many columns, and so many rows less than before. */
  readonly redraw: (block: readonly string[], columns: number, rowsLost: number) => string;
}

/**
 * Makes the painter of a terminal on which there is no block.
 * @param isPushedDown whether the terminal, when it becomes narrower, moves the cursor down for lines below it that it wraps
 */
export function createBlockPainter(isPushedDown: boolean): BlockPainter {
  let drawn: readonly string[] = [];

  const afresh = (text: string, block: readonly string[], mayBeThere: boolean) => {
    const erase = mayBeThere ? eraseBelow : "";
    const isHidden = drawn.length > 0;
    drawn = block;
    if (block.length === 0) return `${erase}${text}${isHidden ? showCursor : ""}`;
    const lines = `${plainLook}${wrapOff}${block.join("\r\n")}${wrapOn}${toFirstLine(block.length)}`;
    return `${begin}${isHidden ? "" : hideCursor}${erase}${text}${lines}${end}`;
  };

  return {
    print: (text, block) => afresh(text, block, drawn.length > 0),
    update: (block, whole) => {
      if (drawn.length === 0 || block.length === 0)
        return drawn.length === block.length ? "" : afresh("", block, drawn.length > 0);
      const isKept = (line: string, index: number) => !whole && line === drawn[index];
      if (block.length === drawn.length && block.every(isKept)) return "";
      const last =
        whole || block.length !== drawn.length
          ? block.length - 1
          : block.findLastIndex((line, at) => !isKept(line, at));
      const lines = block.slice(0, last + 1).map((line, at) => (isKept(line, at) ? "" : `${line}${eraseRest}`));
      const rest = block.length < drawn.length ? `\r\n${eraseBelow}\u001b[A` : "";
      drawn = block;
      return `${begin}${wrapOff}\r${lines.join("\r\n")}${wrapOn}${rest}${toFirstLine(last + 1)}${end}`;
    },
    redraw: (block, columns, rowsLost) => {
      // The lowest lines go with the rows; where those were empty, this takes too little away, and not some of the log.
      const left = drawn.slice(0, Math.max(1, drawn.length - rowsLost));
      const pushed = isPushedDown ? rowsPushedDown(left, columns) : 0;
      return `${pushed > 0 ? `\u001b[${pushed}A` : ""}${afresh("", block, true)}`;
    },
  };
}

/**
 * How far xterm.js moves a cursor that rests at the first line when it wraps lines for a narrower screen: from the last line to the first, by each
 * line that it wraps. The line that the cursor is in at that moment stays as it is.
 */
function rowsPushedDown(lines: readonly string[], columns: number): number {
  let row = 0;
  for (let at = lines.length - 1; at >= 0; at--) {
    const rows = Math.ceil(displayWidth(visibleText(lines[at] ?? "")) / Math.max(1, columns));
    if (rows > 1 && at !== row) row += rows - 1;
  }
  return row;
}

/** From anywhere in the given line of the block, which counts from 1. */
function toFirstLine(line: number): string {
  return line > 1 ? `\r\u001b[${line - 1}A` : "\r";
}
