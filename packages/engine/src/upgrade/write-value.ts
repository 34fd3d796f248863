import { compareUtf8, isIdentifier, type JsonNode, type JsonProperty, type JsonString, numbers } from "@ingot/hcl";
import type { TypeSpec } from "@ingot/sdk";
import type { BlockWriter } from "./block-writer.ts";

/**
 * A piece of JSON as an expression of HCL.
 *
 * @param type the option's type; undefined where it is not known
 * @param path the option's place in its block, for comments
 */
export function writeValue(node: JsonNode, type: TypeSpec | undefined, path: string, writer: BlockWriter): string {
  switch (node.k) {
    case "object": {
      const of = type?.k === "map" ? type.of : undefined;
      const entries = sortedByName(node.properties).map(
        ({ name, value }) =>
          `${writeKey(name, path, writer)} = ${writeValue(value, of, `${path}.${shownName(name)}`, writer)}\n`,
      );
      return entries.length === 0 ? "{}" : `{\n${entries.join("")}}`;
    }
    case "array": {
      const of = type?.k === "list" ? type.of : undefined;
      return `[${node.items.map((item, i) => writeValue(item, of, `${path}[${i}]`, writer)).join(", ")}]`;
    }
    case "string":
      return writeText(node, type, path, writer);
    case "number":
      return writeNumber(node.text);
    case "bool":
      return String(node.value);
    default:
      return "null";
  }
}

/** A text that stands for a list is split as JSON templates split it. */
function writeText(
  { value, range }: JsonString,
  type: TypeSpec | undefined,
  path: string,
  writer: BlockWriter,
): string {
  const code = writer.text(value, path, range);
  return type?.k === "list" ? `split(",", ${code})` : code;
}

/** Digits beyond which a number keeps the exponent that it is written with. */
const mostDigits = 400;

function writeNumber(text: string): string {
  const exponent = Math.abs(Number(/[eE](.*)$/.exec(text)?.[1] ?? 0));
  const number = exponent > mostDigits ? undefined : numbers.parseNumber(text);
  return number ? numbers.toDecimalText(number) : text;
}

function writeKey(name: JsonString, path: string, writer: BlockWriter): string {
  // A brace that is followed by "for" begins a for-expression.
  if (isIdentifier(name.value) && name.value !== "for") return name.value;
  return writer.text(name.value, `the name ${shownName(name)} in ${path}`, name.range);
}

/** A name as comments show it. */
export function shownName({ value }: JsonString): string {
  return isIdentifier(value) ? value : JSON.stringify(value);
}

/** Properties in the order of their names, as Packer writes them. */
function sortedByName(properties: readonly JsonProperty[]): readonly JsonProperty[] {
  return [...properties].sort((a, b) => compareUtf8(a.name.value, b.name.value));
}
