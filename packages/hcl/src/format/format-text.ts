import { alignCells } from "./align-cells.ts";
import { indentLines } from "./indent-lines.ts";
import { isSpaced } from "./is-spaced.ts";
import { readLines } from "./read-lines.ts";
import { readWords } from "./read-words.ts";
import type { Word } from "./word.ts";

// The canonical form of the native syntax, as `packer fmt` writes it. Only the blanks in front of tokens change: line
// breaks, comments, strings and the bodies of heredocs stay as they are. The work is done on tokens, so that comments need
// no place in a tree, and a text that does not parse is formatted as far as it can be read.

/**
 * Formats a text of the native syntax: a whole file, or a piece of one. Never throws. What comes out means the same, and
 * formatting it again changes nothing. Line ends stay what they are; a byte order mark goes. What is wrong with a text is
 * not said here: to leave alone what does not parse, parse it first.
 */
export function formatText(text: string): string {
  const { words, tail } = readWords(text);
  const lines = readLines(words);
  for (const { lead, assign } of lines) {
    spaceWords(lead);
    spaceWords(assign);
  }
  indentLines(lines);
  alignCells(lines);
  return writeWords(words) + tail;
}

function spaceWords(words: readonly Word[]): void {
  for (let i = 1; i < words.length; i++) {
    const subject = words[i - 1];
    const word = words[i];
    if (subject && word && isSpaced(words[i - 2], subject, word)) word.spaces = 1;
  }
}

function writeWords(words: readonly Word[]): string {
  const parts: string[] = [];
  for (const { spaces, text } of words) parts.push(" ".repeat(spaces), text);
  return parts.join("");
}
