import { compareUtf8, isIdentifier, type JsonNode, type JsonObject } from "@ingot/hcl";
import type { TypeSpec } from "@ingot/sdk";
import type { BlockWriter } from "./block-writer.ts";
import { type Shape, schemaShape, unknownShape } from "./component-shape.ts";
import { strengthenNode } from "./strengthen-node.ts";
import { shownName, writeValue } from "./write-value.ts";

/**
 * The options of a component as the body of an HCL block, sorted by name; each line with its end, unformatted.
 *
 * @param more arguments that are written out already, by name; they take the place of options of the same name
 * @param prefix what stands in front of the names in comments, for a block inside a component
 */
export function writeBody(
  { properties }: JsonObject,
  shape: Shape,
  writer: BlockWriter,
  more: ReadonlyMap<string, string> = new Map(),
  prefix = "",
): string {
  const texts = new Map<string, string>();
  for (const { name, value } of properties) {
    const path = prefix + shownName(name);
    const label = shape.nameOf(name.value);
    // Of two spellings of one name the exact one counts.
    if (label !== name.value && properties.some((other) => other.name.value === label)) continue;
    if (isIdentifier(label)) texts.set(label, writeOption(label, value, shape, path, writer));
    else writer.leaveOut(name, path);
  }
  for (const [name, code] of more) texts.set(name, `${name} = ${code}\n`);
  return [...texts]
    .sort(([a], [b]) => compareUtf8(a, b))
    .map(([, text]) => text)
    .join("");
}

function writeOption(label: string, node: JsonNode, shape: Shape, path: string, writer: BlockWriter): string {
  const type = shape.typeOf(label);
  const value = type ? strengthenNode(node, type) : node;
  if (!value || (isEmptyList(value) && !isScalarType(type))) return "";
  const blocks = blocksOf(value, type, shape.isBlock(label));
  if (!blocks) return `${label} = ${writeValue(value, type, path, writer)}\n`;
  const inner = type?.k === "block" ? schemaShape(type.of) : unknownShape;
  const bodies = blocks.map((block) => writeBody(block, inner, writer, new Map(), `${path}.`));
  return bodies.map((body) => `${label} {\n${body}}\n`).join("");
}

/** Empty lists are left out, as Packer leaves them out. */
function isEmptyList(value: JsonNode): boolean {
  return value.k === "array" && value.items.length === 0;
}

/** For one value a list is a mistake, which must not go away. */
function isScalarType(type: TypeSpec | undefined): boolean {
  return type !== undefined && !["list", "map", "block", "any"].includes(type.k);
}

/** The objects that are written as blocks; undefined where the option is an argument. */
function blocksOf(value: JsonNode, type: TypeSpec | undefined, isBlock: boolean): readonly JsonObject[] | undefined {
  if (type && type.k !== "block") return undefined;
  if (value.k === "object")
    return isBlock || value.properties.some(({ value }) => isNested(value)) ? [value] : undefined;
  if (value.k !== "array" || value.items.length === 0) return undefined;
  const objects = value.items.flatMap((item) => (item.k === "object" ? [item] : []));
  return objects.length === value.items.length ? objects : undefined;
}

function isNested({ k }: JsonNode): boolean {
  return k === "object" || k === "array";
}
