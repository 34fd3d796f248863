import { keepFields, parseTemplate, references, render, TemplateError } from "@ingot/gotemplate";
import type { Interpolated, InterpolationContext, InterpolationFailure } from "./context.ts";
import { interpolationFunctions } from "./functions.ts";

/** The names of the functions that every `{{ }}` expression may call. */
export const commonNames: readonly string[] = Object.keys(
  interpolationFunctions(
    { dialect: "json", startedAt: new Date(0), cwd: "", packerVersion: "" },
    { awaits: new Set(), missingVariables: new Set() },
  ),
);

/**
 * Renders the `{{ }}` expressions of a text.
 *
 * @returns the rendered text, or why it could not be rendered; nothing is thrown
 */
export function interpolate(text: string, context: InterpolationContext): Interpolated {
  if (!text.includes("{{")) return { value: text, awaits: [], missingVariables: [] };
  const wanted = { awaits: new Set<string>(), missingVariables: new Set<string>() };
  const functions = interpolationFunctions(context, wanted);
  const { template, error } = parseTemplate(text, { functions: Object.keys(functions) });
  if (error) return failureOf(error);
  const { missingField } = context;
  try {
    const value = render(
      context.keepFields ? keepFields(template) : template,
      context.data,
      functions,
      missingField === undefined ? {} : { missingField },
    );
    return { value, awaits: [...wanted.awaits], missingVariables: [...wanted.missingVariables] };
  } catch (thrown) {
    if (thrown instanceof TemplateError) return failureOf(thrown);
    throw thrown;
  }
}

/**
 * Whether a text can be read at all: its braces are closed and its functions exist.
 *
 * @param ownFunctions the names of the component's own functions, such as `clean_resource_name`
 * @returns the mistake, or undefined where there is none
 */
export function checkInterpolation(
  text: string,
  ownFunctions: Iterable<string> = [],
): InterpolationFailure | undefined {
  if (!text.includes("{{")) return undefined;
  const { error } = parseTemplate(text, { functions: [...commonNames, ...ownFunctions] });
  return error && failureOf(error);
}

/** The names of the functions that a text calls, in the order of the text, each once; empty where it cannot be read. */
export function functionsCalled(text: string, ownFunctions: Iterable<string> = []): readonly string[] {
  const { template } = parseTemplate(text, { functions: [...commonNames, ...ownFunctions] });
  return [...new Set(references(template).functions.map((call) => call.name))];
}

/**
 * The names of the user variables that a text reads.
 *
 * @returns undefined where it reads one whose name is computed, or cannot be read and may read any
 */
export function userVariablesRead(text: string): readonly string[] | undefined {
  if (!text.includes("{{")) return [];
  const { template, error } = parseTemplate(text, { functions: commonNames });
  if (error) return text.includes("user") ? undefined : [];
  const names: string[] = [];
  for (const { name, literals } of references(template).functions) {
    if (name !== "user") continue;
    const [literal] = literals;
    if (typeof literal !== "string") return undefined;
    names.push(literal);
  }
  return names;
}

function failureOf(error: TemplateError): InterpolationFailure {
  return { error: error.message, offset: error.offset };
}
