import { type Scan, scanTokens } from "../syntax/scan-tokens.ts";
import { SourceText } from "../syntax/source-text.ts";
import { alignCells } from "./align-cells.ts";
import { indentLines } from "./indent-lines.ts";
import { readLines } from "./read-lines.ts";
import { Words } from "./words.ts";

// The canonical form of the native syntax, as `packer fmt` writes it. Only the blanks in front of tokens change: line
// breaks, comments, strings and the bodies of heredocs stay as they are. The work is done on tokens, so that comments need
// no place in a tree, and a text that does not parse is formatted as far as it can be read.

/**
 * Formats a text of the native syntax: a whole file, or a piece of one. Never throws. What comes out of a text that parses
 * means the same, and formatting it again changes nothing. Line ends stay what they are; a byte order mark goes. What is wrong
 * with a text is not said here: to leave alone what does not parse, parse it first.
 */
export function formatText(text: string): string {
  const source = SourceText.from(text, "");
  return formatScan(source.text, scanTokens(source));
}

/** The same for a text that has been scanned. */
export function formatScan(text: string, scan: Scan): string {
  const words = new Words(text, scan);
  const lines = readLines(words);
  indentLines(words, lines);
  alignCells(words, lines);
  return words.write();
}
