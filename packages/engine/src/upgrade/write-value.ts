import { isIdentifier, type JsonNode, type JsonString, numbers } from "@ingot/hcl";
import { formatGoDuration, type TypeSpec } from "@ingot/sdk";
import type { BlockWriter } from "./block-writer.ts";
import { quoteText } from "./quote-hcl.ts";

/**
 * A piece of JSON as an expression of HCL. JSON templates are decoded with weak types, HCL templates are not: where the
 * type of the option is known, the value is written as the type wants it.
 *
 * @param type the option's type; undefined where it is not known
 * @param path the option's place in its block, for comments
 */
export function writeValue(node: JsonNode, type: TypeSpec | undefined, path: string, writer: BlockWriter): string {
  if (type?.k === "list" && node.k !== "array" && node.k !== "null") return writeAsList(node, type.of, path, writer);
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
      return writer.text(node.value, path);
    case "number":
      return writeNumber(node.text, type);
    case "bool":
      return String(node.value);
    default:
      return "null";
  }
}

/** One value for a list: JSON templates take it, and split texts at their commas. */
function writeAsList(node: JsonNode, of: TypeSpec, path: string, writer: BlockWriter): string {
  if (node.k !== "string") return `[${writeValue(node, of, path, writer)}]`;
  if (node.value === "") return "[]";
  // Where the commas are is known only once the expression has its value.
  if (node.value.includes("{{")) return `split(",", ${writer.text(node.value, path)})`;
  return `[${node.value.split(",").map(quoteText).join(", ")}]`;
}

/** Digits beyond which a number keeps the exponent that it is written with. */
const mostDigits = 400;

function writeNumber(text: string, type: TypeSpec | undefined): string {
  // A bare number is a duration in nanoseconds to JSON templates, and none to HCL templates.
  if (type?.k === "duration" && /^-?\d+$/.test(text)) return quoteText(formatGoDuration(BigInt(text)));
  if (type?.k === "bool" || type?.k === "tristate") return String(Number(text) !== 0);
  const exponent = Math.abs(Number(/[eE](.*)$/.exec(text)?.[1] ?? 0));
  const number = exponent > mostDigits ? undefined : numbers.parseNumber(text);
  return number ? numbers.toDecimalText(number) : text;
}

function writeKey(name: JsonString, path: string, writer: BlockWriter): string {
  // A brace that is followed by "for" begins a for-expression.
  if (isIdentifier(name.value) && name.value !== "for") return name.value;
  return writer.text(name.value, `the name ${shownName(name)} in ${path}`);
}

/** A name as comments show it. */
export function shownName({ value }: JsonString): string {
  return isIdentifier(value) ? value : JSON.stringify(value);
}

/** Properties in the order of their names, as Packer writes them. */
export function sortedByName<T extends { readonly name: JsonString }>(properties: readonly T[]): readonly T[] {
  return [...properties].sort((a, b) => (a.name.value < b.name.value ? -1 : a.name.value > b.name.value ? 1 : 0));
}
