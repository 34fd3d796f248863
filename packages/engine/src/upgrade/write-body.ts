import { isIdentifier, type JsonNode, type JsonObject } from "@ingot/hcl";
import type { TypeSpec } from "@ingot/sdk";
import type { BlockWriter } from "./block-writer.ts";
import { type Shape, schemaShape, unknownShape } from "./component-shape.ts";
import { shownName, sortedByName, writeValue } from "./write-value.ts";

/**
 * The options of a component as the body of an HCL block, sorted by name; each line with its end, unformatted.
 *
 * @param more arguments that are written out already, by name; they take the place of options of the same name
 */
export function writeBody(
  { properties }: JsonObject,
  shape: Shape,
  writer: BlockWriter,
  more: ReadonlyMap<string, string> = new Map(),
): string {
  const options = properties.filter(({ name }) => !more.has(name.value));
  const written = options.map(
    ({ name, value }) => [name.value, writeOption(name, value, shape, shownName(name), writer)] as const,
  );
  const added = [...more].map(([name, code]) => [name, `${name} = ${code}\n`] as const);
  return [...written, ...added]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, text]) => text)
    .join("");
}

function writeOption(
  name: JsonObject["properties"][number]["name"],
  value: JsonNode,
  shape: Shape,
  path: string,
  writer: BlockWriter,
): string {
  if (!isIdentifier(name.value)) {
    writer.leaveOut(name, path);
    return "";
  }
  const type = shape.typeOf(name.value);
  const blocks = blocksOf(value, type, shape.isBlock(name.value));
  if (blocks) return blocks.map((block) => writeBlock(name.value, block, type, path, writer)).join("");
  if (isEmpty(value, type)) return "";
  return `${name.value} = ${writeValue(value, type, path, writer)}\n`;
}

/** The objects that are written as blocks; undefined where the option is an argument. */
function blocksOf(value: JsonNode, type: TypeSpec | undefined, isBlock: boolean): readonly JsonObject[] | undefined {
  if (type && type.k !== "block") return undefined;
  if (value.k === "object")
    return isBlock || value.properties.some(({ value }) => !isScalar(value)) ? [value] : undefined;
  if (value.k !== "array" || value.items.length === 0) return undefined;
  const objects = value.items.flatMap((item) => (item.k === "object" ? [item] : []));
  return objects.length === value.items.length ? objects : undefined;
}

function isScalar({ k }: JsonNode): boolean {
  return k === "string" || k === "number" || k === "bool";
}

/** Empty lists are left out, as Packer leaves them out; so is an empty text that stands for a list or for no choice. */
function isEmpty(value: JsonNode, type: TypeSpec | undefined): boolean {
  if (value.k === "array") return value.items.length === 0;
  return value.k === "string" && value.value === "" && (type?.k === "list" || type?.k === "tristate");
}

function writeBlock(
  name: string,
  { properties }: JsonObject,
  type: TypeSpec | undefined,
  path: string,
  writer: BlockWriter,
): string {
  const shape = type?.k === "block" ? schemaShape(type.of) : unknownShape;
  const body = sortedByName(properties).map((property) =>
    writeOption(property.name, property.value, shape, `${path}.${shownName(property.name)}`, writer),
  );
  return `${name} {\n${body.join("")}}\n`;
}
