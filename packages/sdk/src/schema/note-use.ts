import { errorAt, type Range, warningAt } from "@ingot/hcl";
import type { FieldSpec } from "./field.ts";
import type { Found } from "./found.ts";
import { isSet } from "./schema.ts";

/** Says what is to be said about a field because it was used at all: that it cannot be served, or is deprecated. */
export function noteUse(name: string, spec: FieldSpec, value: unknown, range: Range, found: Found): void {
  if (spec.refused !== undefined && isSet(value))
    found.diagnostics.push(errorAt(range, `"${name}" cannot be served`, asSentence(spec.refused)));
  if (spec.deprecated !== undefined)
    found.diagnostics.push(warningAt(range, `"${name}" is deprecated`, asSentence(spec.deprecated)));
}

/** The text with a full stop, where it does not end a sentence already. */
export function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
