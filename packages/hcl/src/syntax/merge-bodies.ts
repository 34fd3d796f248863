import { appendAll } from "../append-all.ts";
import type { Diagnostic, Result } from "../diagnostic.ts";
import { duplicateArgument, missingArguments } from "./check-schema.ts";
import type { Attribute, Body, BodySchema, Content } from "./contract.ts";

/** Several bodies as one: blocks one behind the other; an argument in two of them is a "Duplicate argument". */
export function mergeBodies(bodies: readonly [Body, ...Body[]]): Body {
  const [first] = bodies;
  const { missingRange, range } = first;
  const isIncomplete = bodies.some((body) => body.isIncomplete);
  const withMissing = (schema: BodySchema, merged: Result<Content>): Result<Content> => {
    if (isIncomplete) return merged;
    const missing = missingArguments(schema, merged.value.attributes, missingRange, merged.diagnostics);
    return { value: merged.value, diagnostics: [...merged.diagnostics, ...missing] };
  };
  return {
    missingRange,
    range,
    isIncomplete,
    content: (schema) =>
      withMissing(schema, mergeContents(bodies.map((body) => body.content(nothingRequired(schema))))),
    partial: (schema) => {
      const parts = bodies.map((body) => body.partial(nothingRequired(schema)));
      const { value, diagnostics } = withMissing(schema, mergeContents(parts));
      const [rest, ...rests] = parts.map((part) => part.value.rest);
      return { value: { ...value, rest: rest ? mergeBodies([rest, ...rests]) : first }, diagnostics };
    },
    attributes: () => {
      const diagnostics: Diagnostic[] = [];
      const attributes = new Map<string, Attribute>();
      for (const body of bodies) {
        const part = body.attributes();
        appendAll(diagnostics, part.diagnostics);
        addAttributes(part.value, attributes, diagnostics);
      }
      return { value: attributes, diagnostics };
    },
    variables: () => bodies.flatMap((body) => body.variables()),
  };
}

function nothingRequired(schema: BodySchema): BodySchema {
  return { ...schema, attributes: schema.attributes.map(({ name }) => ({ name })) };
}

function mergeContents(parts: readonly Result<Content>[]): Result<Content> {
  const diagnostics: Diagnostic[] = [];
  const attributes = new Map<string, Attribute>();
  for (const part of parts) {
    appendAll(diagnostics, part.diagnostics);
    addAttributes(part.value.attributes, attributes, diagnostics);
  }
  const blocks = parts.flatMap((part) => part.value.blocks);
  return { value: { attributes, blocks, refused: parts.flatMap((part) => part.value.refused) }, diagnostics };
}

function addAttributes(
  from: ReadonlyMap<string, Attribute>,
  to: Map<string, Attribute>,
  diagnostics: Diagnostic[],
): void {
  for (const [name, attribute] of from) {
    const earlier = to.get(name);
    if (earlier) diagnostics.push(duplicateArgument(name, attribute.nameRange, earlier.nameRange));
    else to.set(name, attribute);
  }
}
