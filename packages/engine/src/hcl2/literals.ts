import type { Attribute, Diagnostic } from "@ingot/hcl";
import { appendAll, convert, errorAt, T } from "@ingot/hcl";

// Settings that must be written out (no variables, no functions): names, descriptions, flags.

/** A string that is written out; undefined where it is absent or not a string, with the reason in `diagnostics`. */
export function literalString(attribute: Attribute | undefined, diagnostics: Diagnostic[]): string | undefined {
  const value = literal(attribute, T.string, "a string", diagnostics);
  return value?.k === "string" ? value.value : undefined;
}

/** A bool that is written out. */
export function literalBool(attribute: Attribute | undefined, diagnostics: Diagnostic[]): boolean | undefined {
  const value = literal(attribute, T.bool, "true or false", diagnostics);
  return value?.k === "bool" ? value.value : undefined;
}

function literal(attribute: Attribute | undefined, type: typeof T.string, expected: string, diagnostics: Diagnostic[]) {
  if (!attribute) return undefined;
  const result = attribute.expression.evaluate(undefined);
  appendAll(diagnostics, result.diagnostics);
  if (result.diagnostics.length > 0 || result.value.k === "null") return undefined;
  const converted = convert(result.value, type);
  if ("value" in converted) return converted.value;
  diagnostics.push(
    errorAt(
      attribute.expression.range,
      `Invalid value for "${attribute.name}"`,
      `"${attribute.name}" must be ${expected}: ${converted.error}. Write the value out.`,
    ),
  );
  return undefined;
}
