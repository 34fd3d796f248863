import { type Diagnostic, type JsonString, quoteParts, type Range, warningAt, wrapWords } from "@ingot/hcl";
import type { Names } from "./names.ts";
import { type TextPlace, translateText } from "./translate-text.ts";

/** Translates the texts of one block, and keeps what its reader has to know. */
export interface BlockWriter {
  /**
   * A text as a string of HCL. What a person has to finish goes into the comment, and is reported.
   *
   * @param path the option's place in the block, such as `inline[2]`
   * @param range where the text stands in the JSON template
   */
  readonly text: (text: string, path: string, range: Range) => string;
  /** Something that HCL cannot say: it goes into the comment, and is reported. */
  readonly leaveOut: (name: JsonString, path: string) => void;
  /** The comment that goes above the block, each line with its end; empty where there is nothing to say. */
  readonly comment: () => string;
}

/** A writer for one block. Warnings are added to `diagnostics`. */
export function createBlockWriter(place: TextPlace, names: Names, diagnostics: Diagnostic[]): BlockWriter {
  const notes: string[] = [];
  return {
    text: (text, path, range) => {
      const { parts, advice } = translateText(text, place, names);
      notes.push(...advice.map((sentences) => `Upgrade by hand: ${path} ${sentences}`));
      const detail = advice.map((sentences) => `It ${sentences}`).join(" ");
      if (detail !== "") diagnostics.push(warningAt(range, "This text has to be upgraded by hand", detail));
      return quoteParts(parts);
    },
    leaveOut: (name, path) => {
      const quoted = JSON.stringify(name.value);
      notes.push(`Left out: ${path} cannot be the name of an argument.`);
      const detail = `In HCL2 the name of an argument or a block is an identifier, and ${quoted} is none. It is left out; correct it in the JSON template, or write it into the new one.`;
      diagnostics.push(warningAt(name.range, `The option ${quoted} has no place in HCL2`, detail));
    },
    comment: () => notes.map(commentLines).join(""),
  };
}

/** A text as lines of a comment. */
export function commentLines(text: string): string {
  return `# ${wrapWords(text, 78).replaceAll("\n", "\n# ")}\n`.replaceAll("# \n", "#\n");
}
