import { appendAll } from "../append-all.ts";
import { type Diagnostic, errorAt, type Result } from "../diagnostic.ts";
import { findTraversals } from "../eval/find-traversals.ts";
import { nativeExpression } from "../eval/native-expression.ts";
import type { Range } from "../source.ts";
import type { AttributeItem, BlockItem, BodyItems } from "./ast.ts";
import { checkLabels, missingArguments, unsupportedArgument, unsupportedBlock } from "./check-schema.ts";
import type { Attribute, Block, Body, BodySchema, Content, Traversal } from "./contract.ts";

type Names = ReadonlySet<string>;

/** A body of the native syntax. `missingRange` is what to point at when something is not there. */
export function nativeBody(items: BodyItems, missingRange: Range, taken: Names = new Set()): Body {
  const attributesLeft = () => [...items.attributes.values()].filter((item) => !taken.has(item.name));
  const blocksLeft = () => items.blocks.filter((item) => !taken.has(item.type));
  const select = (schema: BodySchema): { content: Content; diagnostics: Diagnostic[] } => {
    const diagnostics: Diagnostic[] = [];
    const wanted = new Set(schema.attributes.map((a) => a.name));
    const attributes = new Map<string, Attribute>();
    for (const item of attributesLeft()) if (wanted.has(item.name)) attributes.set(item.name, toAttribute(item));
    const labels = new Map(schema.blocks.map((block) => [block.type, block.labels]));
    const blocks: Block[] = [];
    for (const item of blocksLeft()) {
      const expected = labels.get(item.type);
      if (!expected) continue;
      const problem = checkLabels(item.type, expected, item.labelRanges, item.headerRange);
      if (problem) diagnostics.push(problem);
      else blocks.push(toBlock(item));
    }
    return { content: { attributes, blocks }, diagnostics };
  };
  return {
    missingRange,
    range: items.range,
    content: (schema) => {
      const { content, diagnostics } = select(schema);
      const types = new Set(schema.blocks.map((b) => b.type));
      for (const item of attributesLeft()) {
        if (!content.attributes.has(item.name))
          diagnostics.push(unsupportedArgument(item.name, item.nameRange, schema));
      }
      for (const item of blocksLeft()) {
        if (!types.has(item.type)) diagnostics.push(unsupportedBlock(item.type, item.typeRange, schema));
      }
      appendAll(diagnostics, missingArguments(schema, content.attributes, missingRange, diagnostics));
      return { value: content, diagnostics };
    },
    partial: (schema) => {
      const { content, diagnostics } = select(schema);
      appendAll(diagnostics, missingArguments(schema, content.attributes, missingRange, diagnostics));
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
  return { name: item.name, nameRange: item.nameRange, range: item.range, expression: nativeExpression(item.node) };
}

function toBlock(item: BlockItem): Block {
  const { type, typeRange, labels, labelRanges, headerRange, range } = item;
  return { type, typeRange, labels, labelRanges, headerRange, range, body: nativeBody(item.body, headerRange) };
}

function variablesOf(attributes: readonly AttributeItem[], blocks: readonly BlockItem[]): readonly Traversal[] {
  const found = [
    ...attributes.flatMap((item) => findTraversals(item.node)),
    ...blocks.flatMap((item) => variablesOf([...item.body.attributes.values()], item.body.blocks)),
  ];
  return found.sort((a, b) => a.range.start.byte - b.range.start.byte);
}
