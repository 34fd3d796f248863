import { type Diagnostic, errorAt } from "../diagnostic.ts";
import type { Range } from "../source.ts";
import { didYouMean, suggestName } from "../suggest-name.ts";
import type { Attribute, BodySchema } from "./contract.ts";

// What both syntaxes say when a body does not fit its schema.

/** An argument that the schema does not know. */
export function unsupportedArgument(name: string, subject: Range, schema: BodySchema): Diagnostic {
  if (schema.blocks.some((block) => block.type === name)) {
    const plural = schema.attributes.find((attribute) => attribute.name === `${name}s`)?.name;
    const detail = plural
      ? `An argument named "${name}" is not expected here. Did you mean "${plural}"? For a block of that type remove the "=": "${name} { ... }".`
      : `An argument named "${name}" is not expected here, but a block of that type is. Remove the "=" to make it one: "${name} { ... }".`;
    return errorAt(subject, "Unsupported argument", detail, { suggestion: plural ?? name });
  }
  const { suggestion, advice } = adviseOn(name, schema, "Remove it, or check its name.");
  return errorAt(subject, "Unsupported argument", `An argument named "${name}" is not expected here.${advice}`, {
    suggestion,
  });
}

/** A block that the schema does not know. */
export function unsupportedBlock(type: string, subject: Range, schema: BodySchema): Diagnostic {
  if (schema.attributes.some((attribute) => attribute.name === type)) {
    const detail = `Blocks of type "${type}" are not expected here, but an argument of that name is. Write an equals sign behind it to set it: "${type} = ...".`;
    return errorAt(subject, "Unsupported block type", detail, { suggestion: type });
  }
  const { suggestion, advice } = adviseOn(type, schema, "Remove it, or check its type.");
  return errorAt(subject, "Unsupported block type", `Blocks of type "${type}" are not expected here.${advice}`, {
    suggestion,
  });
}

/** What to do about a name that the schema does not know, behind a sentence; without anything better, the last resort. */
export function adviseOn(
  name: string,
  schema: BodySchema,
  lastResort: string,
): { readonly suggestion: string | undefined; readonly advice: string } {
  const special = schema.advice?.get(name);
  if (special) return { suggestion: undefined, advice: ` ${special}` };
  const suggestion = suggestName(name, namesOf(schema));
  return { suggestion, advice: didYouMean(suggestion) || ` ${lastResort}` };
}

function namesOf(schema: BodySchema): readonly string[] {
  return [...schema.attributes.map((a) => a.name), ...schema.blocks.map((b) => b.type)];
}

/**
 * Required arguments that are not there, except those whose name somebody misspelt and was told so.
 * @param soFar the diagnostics for the same body
 */
export function missingArguments(
  schema: BodySchema,
  attributes: ReadonlyMap<string, Attribute>,
  subject: Range,
  soFar: readonly Diagnostic[],
): readonly Diagnostic[] {
  const suggested = new Set(soFar.map((d) => d.suggestion));
  return schema.attributes
    .filter(({ name, required }) => required && !attributes.has(name) && !suggested.has(name))
    .map(({ name }) => {
      const detail = `The argument "${name}" is required, but is not set. Add "${name} = ..." to the block.`;
      return errorAt(subject, "Missing required argument", detail);
    });
}

/** The same argument in two places that count as one body. */
export function duplicateArgument(name: string, subject: Range, earlier: Range): Diagnostic {
  const place =
    earlier.filename === subject.filename
      ? `on line ${earlier.start.line}`
      : `in ${earlier.filename} on line ${earlier.start.line}`;
  const detail = `The argument "${name}" is already set ${place}. Each argument may be set once; remove one of the two.`;
  return errorAt(subject, "Duplicate argument", detail);
}

/** Whether a block has the labels that the schema names; if not, a diagnostic. */
export function checkLabels(
  type: string,
  expected: readonly string[],
  labelRanges: readonly Range[],
  headerRange: Range,
): Diagnostic | undefined {
  const missing = expected[labelRanges.length];
  const names = expected.map((label) => `"${label}"`).join(" and ");
  if (missing !== undefined) {
    const detail = `Blocks of type "${type}" have ${count(expected.length)} (${names}), but this one has ${labelRanges.length === 0 ? "none" : labelRanges.length}. Write the ${missing} in quotes in front of the opening brace.`;
    return errorAt(headerRange, `Missing ${missing} for ${type}`, detail);
  }
  const extra = labelRanges[expected.length];
  if (!extra) return undefined;
  const detail =
    expected.length === 0
      ? `Blocks of type "${type}" have no labels. Remove this one.`
      : `Blocks of type "${type}" have only ${count(expected.length)} (${names}). Remove this one.`;
  return errorAt(extra, `Extraneous label for ${type}`, detail, { context: headerRange });
}

function count(labels: number): string {
  return labels === 1 ? "one label" : `${labels} labels`;
}
