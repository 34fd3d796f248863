import { appendAll } from "../../append-all.ts";
import { type Diagnostic, errorAt, type Result } from "../../diagnostic.ts";
import { coverageOf, type Range, rangeBetween } from "../../source.ts";
import { adviseOn, duplicateArgument, missingArguments } from "../check-schema.ts";
import type { Attribute, Block, Body, BodySchema, Content, RefusedItem } from "../contract.ts";
import { jsonExpression } from "./json-expression.ts";
import type { JsonBodySource, JsonNode, JsonProperty } from "./json-node.ts";
import { readJsonBlocks } from "./read-json-blocks.ts";

type Names = ReadonlySet<string>;

/**
 * A body of the JSON syntax. Whether a property is an argument or holds blocks only the schema says. Properties named "//"
 * are comments.
 */
export function jsonBody(source: JsonBodySource, taken: Names = new Set()): Body {
  const { missingRange, range, unread } = source;
  const isIncomplete = coverageOf(unread)(range);
  const makeBody = (inner: Omit<JsonBodySource, "unread">) => jsonBody({ ...inner, unread });
  const left = () => source.properties.filter(({ name }) => name.value !== "//" && !taken.has(name.value));
  const select = (
    schema: BodySchema,
    onOther: (property: JsonProperty, diagnostics: Diagnostic[]) => void,
  ): Result<Content> => {
    const diagnostics: Diagnostic[] = [];
    const wanted = new Set(schema.attributes.map((a) => a.name));
    const labels = new Map(schema.blocks.map((block) => [block.type, block.labels]));
    const attributes = new Map<string, Attribute>();
    const blocks: Block[] = [];
    const refused: RefusedItem[] = [];
    for (const property of left()) {
      const blockLabels = labels.get(property.name.value);
      const before = diagnostics.length;
      if (wanted.has(property.name.value)) addAttribute(property, attributes, diagnostics);
      else if (blockLabels) appendAll(blocks, readJsonBlocks(property, blockLabels, makeBody, diagnostics));
      else onOther(property, diagnostics);
      if (!wanted.has(property.name.value) && diagnostics.length > before)
        refused.push({ type: property.name.value, labels: [], range: placeOf(property) });
    }
    if (!isIncomplete) appendAll(diagnostics, missingArguments(schema, attributes, missingRange, diagnostics));
    return { value: { attributes, blocks, refused }, diagnostics };
  };
  return {
    missingRange,
    range,
    isIncomplete,
    content: (schema) =>
      select(schema, (property, diagnostics) => diagnostics.push(extraneousProperty(property, schema))),
    partial: (schema) => {
      const { value, diagnostics } = select(schema, () => undefined);
      const names = [...taken, ...schema.attributes.map((a) => a.name), ...schema.blocks.map((b) => b.type)];
      return { value: { ...value, rest: jsonBody(source, new Set(names)) }, diagnostics };
    },
    attributes: () => {
      const diagnostics: Diagnostic[] = [];
      const attributes = new Map<string, Attribute>();
      for (const property of left()) addAttribute(property, attributes, diagnostics);
      return { value: attributes, diagnostics };
    },
    variables: () => left().flatMap(({ value }) => jsonExpression(value).variables()),
  };
}

/**
 * The body of a whole file: an object, or an array of objects that count as one.
 * @param unread the parts of the file that could not be read
 */
export function jsonFileBody(root: JsonNode, unread: readonly Range[]): Result<Body> {
  if (root.k === "object") {
    return {
      value: jsonBody({ properties: root.properties, range: root.range, missingRange: root.openRange, unread }),
      diagnostics: [],
    };
  }
  const diagnostics: Diagnostic[] = [];
  const properties: JsonProperty[] = [];
  for (const node of root.k === "array" ? root.items : [root]) {
    if (node.k === "object") appendAll(properties, node.properties);
    else if (node.k !== "broken") {
      const detail =
        "A file holds an object, or an array of objects. Put braces around its content, which is made of properties.";
      diagnostics.push(errorAt(node.range, "Root value must be object", detail));
    }
  }
  return { value: jsonBody({ properties, range: root.range, missingRange: root.range, unread }), diagnostics };
}

function addAttribute(
  { name, value }: JsonProperty,
  attributes: Map<string, Attribute>,
  diagnostics: Diagnostic[],
): void {
  const earlier = attributes.get(name.value);
  if (earlier) {
    diagnostics.push(duplicateArgument(name.value, name.range, earlier.nameRange));
    return;
  }
  const range = placeOf({ name, value });
  attributes.set(name.value, { name: name.value, nameRange: name.range, range, expression: jsonExpression(value) });
}

function placeOf({ name, value }: JsonProperty): Range {
  return rangeBetween(name.range, value.range);
}

function extraneousProperty({ name }: JsonProperty, schema: BodySchema): Diagnostic {
  const { suggestion, advice } = adviseOn(name.value, schema, 'Remove it; a comment goes into a property named "//".');
  const detail = `No argument or block of the name "${name.value}" is expected here.${advice}`;
  return errorAt(name.range, "Extraneous JSON object property", detail, { suggestion });
}
