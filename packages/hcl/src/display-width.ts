// How many columns of a terminal a text takes. The ranges are those of Unicode's East Asian Width "W" and "F", in the
// coarse form that terminals use, and emoji.

import { graphemesOf } from "./graphemes.ts";

const tabWidth = 4;
const wide =
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1F64F}\u{1F680}-\u{1F6FF}\u{1F900}-\u{1FAFF}\u{20000}-\u{3FFFD}]|^\p{Emoji_Presentation}/u;
const invisible = /^[\p{Mn}\p{Me}\p{Cc}\p{Cf}]+$/u;

/** The columns that the text takes, each tab as four. */
export function displayWidth(text: string): number {
  return widthOfCharacters(graphemesOf(text));
}

/** The columns that a text takes that has been taken apart into characters as a reader counts them. */
export function widthOfCharacters(characters: readonly string[]): number {
  let width = 0;
  for (const segment of characters) {
    if (segment === "\t") width += tabWidth;
    else if (wide.test(segment)) width += 2;
    else if (!invisible.test(segment)) width += 1;
  }
  return width;
}

/** The text with each tab as the blanks that it is counted as, so that what stands below lines up. */
export function expandTabs(text: string): string {
  return text.replaceAll("\t", " ".repeat(tabWidth));
}
