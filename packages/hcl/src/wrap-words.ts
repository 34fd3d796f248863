import { displayWidth } from "./display-width.ts";

/**
 * Breaks lines between words so that none is wider than this, unless a single word is. Line breaks in the text stay, and so do indented lines.
 * A command in quotes is one word, so that it can be copied as one line.
 */
export function wrapWords(text: string, width: number): string {
  return text
    .split("\n")
    .map((line) => (/^\s/.test(line) ? line : wrapLine(line, width)))
    .join("\n");
}

function wrapLine(line: string, width: number): string {
  const lines: string[] = [];
  let current = "";
  let used = 0;
  for (const word of wordsOf(line)) {
    const length = displayWidth(word);
    if (current !== "" && used + 1 + length > width) {
      lines.push(current);
      current = word;
      used = length;
    } else {
      current = current === "" ? word : `${current} ${word}`;
      used += length + (used > 0 ? 1 : 0);
    }
  }
  return [...lines, current].join("\n");
}

const quotedCommand = /(?<![^ (])"(?:ingot|npm|packer) [^"]*"[^ ]*/g;

function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  let from = 0;
  for (const { 0: command, index } of line.matchAll(quotedCommand)) {
    const before = line.slice(from, index).split(" ");
    // What touches the quote belongs to the word.
    const touching = before.pop() ?? "";
    words.push(...before, touching + command);
    from = index + command.length + 1;
  }
  return from > line.length ? words : [...words, ...line.slice(from).split(" ")];
}
