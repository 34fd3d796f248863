import { displayWidth } from "./display-width.ts";

/** Breaks lines between words so that none is wider than this, unless a single word is. Line breaks in the text stay, and so do indented lines. */
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
  for (const word of line.split(" ")) {
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
