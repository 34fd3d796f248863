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
