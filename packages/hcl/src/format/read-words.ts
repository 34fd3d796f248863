import { scanTokens } from "../syntax/scan-tokens.ts";
import { SourceText } from "../syntax/source-text.ts";
import type { Word } from "./word.ts";

/** The words of a text, and the blanks behind the last one. */
export interface Words {
  readonly words: readonly Word[];
  readonly tail: string;
}

/**
 * Cuts a text into words. Together they hold all of it but the byte order mark and the blanks between them: what the scanner
 * passed over as if it were a blank (and reported) goes with the word behind it, and blanks behind the end marker of a
 * heredoc, which belong to its line, with the marker.
 */
export function readWords(input: string): Words {
  const { text, tokens } = scan(input);
  const words: Word[] = [];
  let at = 0;
  for (const { k, start, end } of tokens) {
    let from = at;
    while (from < start && isBlank(text.charCodeAt(from))) from++;
    if (k === "end") return { words, tail: text.slice(at) };
    at = k === "close-heredoc" ? endOfBlanks(text, end) : end;
    words.push({ k, text: text.slice(from, at), spaces: 0 });
  }
  throw new Error("The scanner gave no end");
}

function scan(input: string) {
  const source = SourceText.from(input, "");
  return { text: source.text, tokens: scanTokens(source).tokens };
}

function endOfBlanks(text: string, from: number): number {
  let end = from;
  while (isBlank(text.charCodeAt(end))) end++;
  return end;
}

/** Space or tab. */
function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}
