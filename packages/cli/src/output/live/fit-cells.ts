// Texts in the cells of a terminal. A line of the view must never be wider than it is thought to be, so what terminals disagree about, or what
// would move the cursor, is left out.

import { displayWidth, graphemesOf, widthOfCharacters } from "@ingot/hcl";

const esc = "\u001b";
const bell = "\u0007";
/** As a terminal reads them: with parameters, titles and the like up to their end, and the short ones. */
const escapeSequence = new RegExp(
  `${esc}(?:\\[[ -?]*[@-~]|\\][^${bell}${esc}]*(?:${bell}|${esc}\\\\)?|[ -/]*[0-~])`,
  "g",
);
/** Control characters, marks of direction, and the signs that make an emoji of the character before them. */
const unseen = /\p{Cc}|\p{Cf}|\p{Variation_Selector}/gu;
const simple = /^[\x20-\x7e]*$/;

/** The visible characters of a line, tabs as one blank. */
export function visibleText(line: string): string {
  if (simple.test(line)) return line;
  return line.replace(escapeSequence, "").replaceAll("\t", " ").replace(unseen, "");
}

/** A visible text cut to the cells; where something is cut off, the last cell says so. */
export function fitCells(text: string, cells: number): string {
  if (cells <= 0) return "";
  if (simple.test(text)) return text.length <= cells ? text : `${text.slice(0, cells - 1)}…`;
  // A character has a cell or more, unless it is a mark on another one: nothing behind this can be seen.
  const characters = graphemesOf(text.slice(0, cells * 8));
  if (characters.length * 2 <= cells || widthOfCharacters(characters) <= cells) return characters.join("");
  let width = 0;
  let fitting = "";
  for (const character of characters) {
    width += widthOfCharacters([character]);
    if (width > cells - 1) break;
    fitting += character;
  }
  return `${fitting}…`;
}

/** A visible text in exactly these cells. */
export function padCells(text: string, cells: number): string {
  const fitting = fitCells(text, cells);
  return fitting + " ".repeat(Math.max(0, cells - displayWidth(fitting)));
}

const colour = new RegExp(`^${esc}\\[[\\d;:]*m$`);

/** A text of the log with nothing in it that moves the cursor, erases, or changes the terminal: colours stay. */
export function withoutMotion(text: string): string {
  if (!text.includes(esc) && !text.includes("\u009b")) return text;
  return text.replace(escapeSequence, (sequence) => (colour.test(sequence) ? sequence : "")).replaceAll("\u009b", "");
}
