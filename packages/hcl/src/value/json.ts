import { convert, describeConversionError } from "./convert.ts";
import { isInfinite, parseNumber, toDecimalText } from "./number.ts";
import { JsonError, type JsonNode, parseJson } from "./parse-json.ts";
import { T, typeEquals } from "./type.ts";
import { readTypeJson, typeToJson } from "./type-json.ts";
import type { Type, Value } from "./types.ts";
import { typeOf, V } from "./value.ts";

// The JSON mapping of cty: a value whose type is known on both sides is plain JSON; where the type says "dynamic",
// the value carries its type along: {"value": ..., "type": ...}.

export { JsonError } from "./parse-json.ts";

/**
 * A value as compact JSON text, converted to the type first. Keys are in order, `<`, `>` and `&` are escaped, numbers are
 * plain decimals. Marks are not shown: whoever writes the text out answers for what is in it.
 * @throws JsonError where the value does not convert, is not wholly known, or holds an infinite number
 */
export function toJson(value: Value, type: Type): string {
  const converted = convert(value, type);
  if ("error" in converted) throw new JsonError(describeConversionError(converted));
  return encode(converted.value, type);
}

/** The value as JSON text, without types: what `jsonencode` gives. @throws JsonError as toJson */
export function toPlainJson(value: Value): string {
  return encode(value, typeOf(value));
}

function encode(value: Value, type: Type): string {
  if (value.k === "unknown") throw new JsonError("a value that is not known yet has no JSON form");
  if (type.k === "dynamic" && !(value.k === "null" && value.type.k === "dynamic")) {
    const own = typeOf(value);
    return `{"value":${encode(value, own)},"type":${typeToJson(own)}}`;
  }
  switch (value.k) {
    case "null":
      return "null";
    case "string":
      return quoteJson(value.value);
    case "number":
      if (isInfinite(value.value)) throw new JsonError("an infinite number has no JSON form");
      return toDecimalText(value.value);
    case "bool":
      return String(value.value);
    case "list":
    case "set":
    case "tuple":
      return `[${value.items.map((item, i) => encode(item, elementType(type, i) ?? typeOf(item))).join(",")}]`;
    case "map":
    case "object": {
      const properties = [...value.entries].map(
        ([name, entry]) => `${quoteJson(name)}:${encode(entry, elementType(type, name) ?? typeOf(entry))}`,
      );
      return `{${properties.join(",")}}`;
    }
  }
}

function elementType(type: Type, step: string | number): Type | undefined {
  if ("of" in type) return type.of;
  if (type.k === "tuple") return type.items[Number(step)];
  return type.k === "object" ? type.attributes.get(String(step)) : undefined;
}

const escapes: Readonly<Record<string, string>> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/** A string in JSON's quotes, with the characters escaped that Go's encoder escapes for the sake of HTML. */
export function quoteJson(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (character) => escapes[character] ?? character);
}

/**
 * Reads JSON text as a value of the type. Missing attributes of objects become null, others than the type's are refused.
 * @throws JsonError
 */
export function fromJson(text: string, type: Type): Value {
  return decode(parseJson(text), type);
}

function decode(node: JsonNode, type: Type): Value {
  if (type.k === "dynamic") return decodeDynamic(node);
  if (node.k === "null") return V.null(type);
  switch (type.k) {
    case "list":
    case "set": {
      const items = expectArray(node, type).map((item) => decode(item, type.of));
      return type.k === "list" ? V.list(type.of, items) : V.set(type.of, items);
    }
    case "map":
      return V.map(
        type.of,
        expectObject(node, type).map(([name, inner]) => [name, decode(inner, type.of)] as const),
      );
    case "tuple": {
      const items = expectArray(node, type);
      if (items.length !== type.items.length) {
        throw new JsonError(`${type.items.length} elements are expected, but there are ${items.length}`);
      }
      return V.tuple(items.map((item, i) => decode(item, type.items[i] ?? T.dynamic)));
    }
    case "object":
      return decodeObject(node, type);
    default: {
      const converted = convert(impliedValue(node), type);
      if ("error" in converted) throw new JsonError(describeConversionError(converted));
      return converted.value;
    }
  }
}

function decodeDynamic(node: JsonNode): Value {
  if (node.k === "null") return V.null(T.dynamic);
  const properties = new Map(expectObject(node, T.dynamic));
  const [type, value] = [properties.get("type"), properties.get("value")];
  if (!type || !value) throw new JsonError('a value of any type is expected to be written with "value" and "type"');
  return decode(value, readTypeJson(type));
}

function decodeObject(node: JsonNode, type: Type & { readonly k: "object" }): Value {
  const entries = new Map<string, Value>();
  for (const [name, inner] of expectObject(node, type)) {
    const wanted = type.attributes.get(name);
    if (!wanted) throw new JsonError(`the attribute "${name}" is not expected here`);
    entries.set(name, decode(inner, wanted));
  }
  for (const [name, wanted] of type.attributes) if (!entries.has(name)) entries.set(name, V.null(wanted));
  return V.object(entries);
}

function expectArray(node: JsonNode, type: Type): readonly JsonNode[] {
  if (node.k !== "array") throw new JsonError(`an array is expected for a ${type.k}, but here is ${nameOf(node)}`);
  return node.items;
}

function expectObject(node: JsonNode, type: Type): readonly (readonly [string, JsonNode])[] {
  if (node.k === "object") return node.properties;
  const what = type.k === "dynamic" ? "value of any type" : type.k;
  throw new JsonError(`an object is expected for a ${what}, but here is ${nameOf(node)}`);
}

function nameOf(node: JsonNode): string {
  return node.k === "null" ? "null" : node.k === "array" || node.k === "object" ? `an ${node.k}` : `a ${node.k}`;
}

/**
 * The type that JSON text has by itself: arrays are tuples, objects are objects, and null is of dynamic type.
 * @throws JsonError also where a property stands twice in an object, with values of different types
 */
export function impliedTypeOfJson(text: string): Type {
  return impliedType(parseJson(text));
}

function impliedType(node: JsonNode): Type {
  if (node.k === "array") return T.tuple(node.items.map(impliedType));
  if (node.k !== "object") return typeOf(impliedValue(node));
  const attributes = new Map<string, Type>();
  for (const [name, inner] of node.properties) {
    const type = impliedType(inner);
    const before = attributes.get(name);
    if (before && !typeEquals(before, type)) {
      throw new JsonError(`the property "${name}" stands twice in one object, with values of different types`);
    }
    attributes.set(name, type);
  }
  return T.object(attributes);
}

/** JSON text as a value of the type that it has by itself. @throws JsonError */
export function fromPlainJson(text: string): Value {
  return impliedValue(parseJson(text));
}

function impliedValue(node: JsonNode): Value {
  switch (node.k) {
    case "null":
      return V.null(T.dynamic);
    case "bool":
      return V.bool(node.value);
    case "string":
      return V.string(node.value);
    case "number": {
      const number = parseNumber(node.text);
      if (!number) throw new JsonError(`${node.text} is not a number`);
      return V.number(number);
    }
    case "array":
      return V.tuple(node.items.map(impliedValue));
    case "object":
      return V.object(node.properties.map(([name, inner]) => [name, impliedValue(inner)] as const));
  }
}
