import type { Random } from "../e2e/kill/random.ts";

/** A text with some changes; `other` is where pieces of another one come from. */
export function mutate(random: Random, text: string, other: string): string {
  let changed = text;
  for (let left = 1 + Math.floor(random() * 4); left > 0; left--) changed = change(random, changed, other);
  return changed;
}

const marks = [..."{}[]()\"'$%~=,.:;*?!<>|&+-/\\#\n\t é\u0301\u{1f600}\ufffd\0"];

function change(random: Random, text: string, other: string): string {
  const at = Math.floor(random() * (text.length + 1));
  const length = Math.floor(random() ** 2 * Math.min(100, text.length - at + 1));
  const mark = marks[Math.floor(random() * marks.length)] ?? "";
  const piece = text.slice(at, at + length);
  switch (Math.floor(random() * 8)) {
    case 0: // take a piece out
      return text.slice(0, at) + text.slice(at + length);
    case 1: // a sign too many
      return text.slice(0, at) + mark + text.slice(at);
    case 2: // a sign instead of another
      return text.slice(0, at) + mark + text.slice(at + 1);
    case 3: // a piece twice, or more often
      return text.slice(0, at) + piece.repeat(2 + Math.floor(random() ** 4 * 30)) + text.slice(at + length);
    case 4: // a piece of another text
      return text.slice(0, at) + other.slice(at % (other.length + 1)).slice(0, length) + text.slice(at);
    case 5: // cut off
      return text.slice(0, at);
    case 6: // lines in another order
      return text.slice(at) + text.slice(0, at);
    default: {
      // a word instead of another of the same text
      const words = text.match(/[\w-]+/g) ?? [""];
      const word = () => words[Math.floor(random() * words.length)] ?? "";
      return text.replace(word(), word);
    }
  }
}
