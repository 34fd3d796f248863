import { countGraphemes, graphemesOf } from "../graphemes.ts";
import type { TemplateItem, TextItem } from "./template-items.ts";

// What the spelling of a template takes away from its texts before anything is evaluated. The strip markers go first: an
// indentation that one of them has removed counts as none, and a text behind a removed newline does not begin a line.

/**
 * Takes away what the strip markers (`${~`, `~}`) and, in a flush heredoc (`<<-`), the common indentation ask for.
 * @param items the texts and sequences in a row; in a heredoc every text ends with its line at the latest
 */
export function trimTemplate(items: readonly TemplateItem[], isFlush: boolean): readonly TemplateItem[] {
  const marked = items.map((item, i) => (item.k === "text" ? obeyMarkers(item, items[i - 1], items[i + 1]) : item));
  return isFlush ? outdent(splitLines(marked)) : marked;
}

/** A marker reaches only the one text next to it, which in a heredoc is at most a line. */
function obeyMarkers(item: TextItem, before: TemplateItem | undefined, after: TemplateItem | undefined): TextItem {
  let { text } = item;
  if (before && before.k !== "text" && before.stripsAfter) text = text.replace(/^\p{White_Space}+/u, "");
  if (after && after.k !== "text" && after.stripsBefore) text = text.replace(/\p{White_Space}+$/u, "");
  return { ...item, text };
}

/** A line of the template: it ends with the text that has the newline. */
type Line = readonly TemplateItem[];

function splitLines(items: readonly TemplateItem[]): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const [i, item] of items.entries()) {
    if (item.k !== "text" || !item.text.endsWith("\n")) continue;
    lines.push(items.slice(start, i + 1));
    start = i + 1;
  }
  return [...lines, items.slice(start)];
}

function outdent(lines: readonly Line[]): readonly TemplateItem[] {
  const written = lines.filter((line) => line.length > 0 && !isBlank(line));
  const margin = written.reduce((least, line) => Math.min(least, indentationOf(line)), Number.POSITIVE_INFINITY);
  return lines.flatMap((line) => (isBlank(line) ? line : withoutMargin(line, margin)));
}

/** Blank lines have no say in the margin and stay as they are. */
function isBlank(line: Line): boolean {
  const [first] = line;
  return first?.k === "text" && /^\p{White_Space}*\n$/u.test(first.text);
}

/** In characters as a reader counts them, a tab being one; 0 for a line that begins with a sequence. */
function indentationOf([first]: Line): number {
  const [space = ""] = (first?.k === "text" && /^\p{White_Space}+/u.exec(first.text)) || [];
  return countGraphemes(space);
}

/** What is cut off are whole characters: an accent goes with the space that it stands on. */
function withoutMargin(line: Line, margin: number): Line {
  const [first, ...rest] = line;
  if (first?.k !== "text") return line;
  return [{ ...first, text: graphemesOf(first.text).slice(margin).join("") }, ...rest];
}
