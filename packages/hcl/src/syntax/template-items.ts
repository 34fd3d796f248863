import { graphemesOf } from "../graphemes.ts";
import type { Range } from "../source.ts";
import type { Node } from "./ast.ts";

/** A template before its directives are matched: texts and sequences in a row. */
export type TemplateItem = TextItem | SequenceItem;

export interface TextItem {
  readonly k: "text";
  readonly text: string;
  readonly range: Range;
}

export type SequenceItem = {
  readonly range: Range;
  /** `${~` and `~}` */
  readonly stripsBefore: boolean;
  readonly stripsAfter: boolean;
} & (
  | { readonly k: "value" | "if"; readonly node: Node }
  | { readonly k: "else" | "endif" | "endfor" | "none" }
  | { readonly k: "for"; readonly keyName: string | undefined; readonly valueName: string; readonly node: Node }
);

const leadingSpace = /^\p{White_Space}+/u;
const trailingSpace = /\p{White_Space}+$/u;

/** Applies the strip markers. Each reaches only the one text next to it; in a heredoc that is a single line. */
export function stripMarked(items: readonly TemplateItem[]): readonly TemplateItem[] {
  return items.map((item, i) => {
    if (item.k !== "text") return item;
    const before = items[i - 1];
    const after = items[i + 1];
    let text = item.text;
    if (before && before.k !== "text" && before.stripsAfter) text = text.replace(leadingSpace, "");
    if (after && after.k !== "text" && after.stripsBefore) text = text.replace(trailingSpace, "");
    return text === item.text ? item : { ...item, text };
  });
}

/**
 * Takes the indentation off a `<<-` heredoc: as many blanks as the least indented line has, counted in grapheme clusters.
 * Lines of nothing but blanks do not count and stay; a line that begins with a sequence has no indentation.
 */
export function stripIndentation(items: readonly TemplateItem[]): readonly TemplateItem[] {
  const widths = new Map<TemplateItem, number>();
  let atLineStart = true;
  for (const item of items) {
    if (atLineStart && !isBlankLine(item)) widths.set(item, item.k === "text" ? leadingClusters(item.text).length : 0);
    atLineStart = item.k === "text" && item.text.endsWith("\n");
  }
  const least = Math.min(...widths.values());
  return items.map((item) => {
    if (item.k !== "text" || !widths.has(item)) return item;
    const removed = leadingClusters(item.text).slice(0, least).join("");
    return { ...item, text: item.text.slice(removed.length) };
  });
}

function isBlankLine(item: TemplateItem): boolean {
  return item.k === "text" && item.text.endsWith("\n") && item.text.replace(leadingSpace, "") === "";
}

function leadingClusters(text: string): readonly string[] {
  const space = leadingSpace.exec(text)?.[0] ?? "";
  return graphemesOf(space);
}
