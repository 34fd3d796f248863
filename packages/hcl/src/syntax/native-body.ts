import { appendAll } from "../append-all.ts";
import { type Diagnostic, errorAt, type Result } from "../diagnostic.ts";
import { findTraversals } from "../eval/find-traversals.ts";
import { nativeExpression } from "../eval/native-expression.ts";
import { coverageOf, type Range } from "../source.ts";
import { T } from "../value/type.ts";
import { V } from "../value/value.ts";
import type { AttributeItem, BlockItem, BodyItems } from "./ast.ts";
import { checkLabels, missingArguments, unsupportedArgument, unsupportedBlock } from "./check-schema.ts";
import type { Attribute, Block, Body, BodySchema, Content, Expression, RefusedItem, Traversal } from "./contract.ts";

type Names = ReadonlySet<string>;

/** A body of the native syntax. `missingRange` is what to point at when something is not there. */
export function nativeBody(items: BodyItems, missingRange: Range, taken: Names = new Set()): Body {
  // Where this body is in doubt, a block in it may have been meant to hold more, or less.
  const isInDoubt = coverageOf(items.unread);
  const attributesLeft = () => [...items.attributes.values()].filter((item) => !taken.has(item.name));
  const blocksLeft = () => items.blocks.filter((item) => !taken.has(item.type));
  const select = (schema: BodySchema): { content: Content; diagnostics: Diagnostic[] } => {
    const diagnostics: Diagnostic[] = [];
    const wanted = new Set(schema.attributes.map((a) => a.name));
    const attributes = new Map<string, Attribute>();
    for (const item of attributesLeft()) if (wanted.has(item.name)) attributes.set(item.name, toAttribute(item));
    const labels = new Map(schema.blocks.map((block) => [block.type, block.labels]));
    const blocks: Block[] = [];
    const refused: RefusedItem[] = [];
    for (const item of blocksLeft()) {
      const expected = labels.get(item.type);
      if (!expected) continue;
      const problem = checkLabels(item.type, expected, item.labelRanges, item.headerRange);
      if (!problem) blocks.push(toBlock(item, isInDoubt(item.range)));
      else {
        diagnostics.push(problem);
        refused.push(item);
      }
    }
    return { content: { attributes, blocks, refused }, diagnostics };
  };
  const missing = (schema: BodySchema, content: Content, soFar: readonly Diagnostic[]) =>
    items.isIncomplete ? [] : missingArguments(schema, content.attributes, missingRange, soFar);
  return {
    missingRange,
    range: items.range,
    isIncomplete: items.isIncomplete,
    content: (schema) => {
      const { content, diagnostics } = select(schema);
      const types = new Set(schema.blocks.map((b) => b.type));
      const refused = [...content.refused];
      for (const item of attributesLeft()) {
        if (content.attributes.has(item.name)) continue;
        diagnostics.push(unsupportedArgument(item.name, item.nameRange, schema));
        refused.push({ type: item.name, labels: [], range: item.range });
      }
      for (const item of blocksLeft()) {
        if (types.has(item.type)) continue;
        diagnostics.push(unsupportedBlock(item.type, item.typeRange, schema));
        refused.push(item);
      }
      appendAll(diagnostics, missing(schema, content, diagnostics));
      return { value: { ...content, refused }, diagnostics };
    },
    partial: (schema) => {
      const { content, diagnostics } = select(schema);
      appendAll(diagnostics, missing(schema, content, diagnostics));
      const names = [...taken, ...schema.attributes.map((a) => a.name), ...schema.blocks.map((b) => b.type)];
      return { value: { ...content, rest: nativeBody(items, missingRange, new Set(names)) }, diagnostics };
    },
    attributes: (): Result<ReadonlyMap<string, Attribute>> => {
      const attributes = new Map(attributesLeft().map((item) => [item.name, toAttribute(item)]));
      const diagnostics = blocksLeft().map((item) => {
        const detail = `Only arguments are expected here, but this is a block. If "${item.type}" is meant to be one, write an equals sign in front of the brace.`;
        return errorAt(item.headerRange, `Unexpected "${item.type}" block`, detail);
      });
      return { value: attributes, diagnostics };
    },
    variables: () => variablesOf(attributesLeft(), blocksLeft()),
  };
}

function toAttribute(item: AttributeItem): Attribute {
  const { name, nameRange, range } = item;
  const expression = nativeExpression(item.node);
  return { name, nameRange, range, expression: item.isBroken ? withoutValue(expression) : expression };
}

/** An expression that could be read only in part. The names in it are known, its value and its form are not. */
function withoutValue({ range, variables, rangeOf }: Expression): Expression {
  const nothing = () => undefined;
  const evaluate = () => ({ value: V.unknown(T.dynamic), diagnostics: [] });
  return {
    range,
    variables,
    rangeOf,
    evaluate,
    asTraversal: nothing,
    asCall: nothing,
    asList: nothing,
    asPairs: nothing,
  };
}

function toBlock(item: BlockItem, isInDoubt: boolean): Block {
  const { type, typeRange, labels, labelRanges, headerRange, range } = item;
  const body = isInDoubt ? { ...item.body, isIncomplete: true } : item.body;
  return { type, typeRange, labels, labelRanges, headerRange, range, body: nativeBody(body, headerRange) };
}

function variablesOf(attributes: readonly AttributeItem[], blocks: readonly BlockItem[]): readonly Traversal[] {
  const found = [
    ...attributes.flatMap((item) => findTraversals(item.node)),
    ...blocks.flatMap((item) => variablesOf([...item.body.attributes.values()], item.body.blocks)),
  ];
  return found.sort((a, b) => a.range.start.byte - b.range.start.byte);
}
