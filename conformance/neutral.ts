import { sameValue } from "../packages/hcl/src/value/equality.ts";
import { parseNumber } from "../packages/hcl/src/value/number.ts";
import { T, typeEquals, withoutOptional } from "../packages/hcl/src/value/type.ts";
import type { Type, Value } from "../packages/hcl/src/value/types.ts";
import { typeOf, V, withMarks } from "../packages/hcl/src/value/value.ts";

// Values and types as the conformance vectors write them (the README of the vectors describes the form).

function isRecord(x: unknown): x is Readonly<Record<string, unknown>> {
  return typeof x === "object" && x !== null && !Array.isArray(x);
}

/**
 * Reads a type: `"string"`, `["list", "string"]`, `["object", {...}, ["optional"]]`, or one of these as `{"cty_type": ...}`.
 * @throws Error where the form is not known
 */
export function readType(json: unknown): Type {
  if (isRecord(json) && "cty_type" in json) return readType(json.cty_type);
  if (json === "string" || json === "number" || json === "bool" || json === "dynamic") return T[json];
  if (Array.isArray(json)) {
    const [kind, inner, optional] = json as readonly unknown[];
    if (kind === "list" || kind === "set" || kind === "map") return T[kind](readType(inner));
    if (kind === "tuple" && Array.isArray(inner)) return T.tuple(inner.map(readType));
    if (kind === "object" && isRecord(inner)) {
      const attributes = Object.entries(inner).map(([name, type]) => [name, readType(type)] as const);
      return T.object(attributes, Array.isArray(optional) ? optional.map(String) : []);
    }
  }
  throw new Error(`not a type: ${JSON.stringify(json)}`);
}

/**
 * Reads a value. What is known of an unknown value (`refine`) is left out.
 * @throws Error where the form is not known
 */
export function readValue(json: unknown): Value {
  if (!isRecord(json)) throw new Error(`not a value: ${JSON.stringify(json)}`);
  const { cty: kind, value, elem, type, marks } = json;
  if (kind === "string" && typeof value === "string") return V.string(value);
  if (kind === "bool" && typeof value === "boolean") return V.bool(value);
  if (kind === "number") return readNumber(String(value));
  if (kind === "null") return V.null(withoutOptional(readType(type)));
  if (kind === "unknown") return V.unknown(withoutOptional(readType(type)));
  if (kind === "marked" && Array.isArray(marks)) return withMarks(readValue(value), marks.map(String));
  if (Array.isArray(value)) {
    const items = value.map(readValue);
    if (kind === "tuple") return V.tuple(items);
    const of = elem === undefined ? elementType(items) : withoutOptional(readType(elem));
    if (kind === "list")
      return V.list(
        of,
        items.map((item) => adoptType(item, of)),
      );
    if (kind === "set")
      return V.set(
        of,
        items.map((item) => adoptType(item, of)),
      );
  }
  if (isRecord(value)) {
    const entries = Object.entries(value).map(([name, entry]) => [name, readValue(entry)] as const);
    if (kind === "object") return V.object(entries);
    const of = elem === undefined ? elementType(entries.map(([, entry]) => entry)) : withoutOptional(readType(elem));
    if (kind === "map")
      return V.map(
        of,
        entries.map(([name, entry]) => [name, adoptType(entry, of)] as const),
      );
  }
  throw new Error(`not a value: ${JSON.stringify(json)}`);
}

function readNumber(text: string): Value {
  const number = parseNumber(text.replace("Infinity", "Inf"));
  if (!number) throw new Error(`not a number: ${text}`);
  return V.number(number);
}

function elementType(items: readonly Value[]): Type {
  const [first] = items;
  return first ? typeOf(first) : T.dynamic;
}

/** Nulls in a collection are written without the type that ours carry. */
function adoptType(value: Value, of: Type): Value {
  if (value.k === "null" && value.type.k === "dynamic") return { ...value, type: of };
  if (value.k === "tuple" && of.k === "tuple") {
    return withMarks(V.tuple(value.items.map((item, i) => adoptType(item, of.items[i] ?? T.dynamic))), value.marks);
  }
  if (value.k === "object" && of.k === "object") {
    const entries = Array.from(
      value.entries,
      ([name, entry]) => [name, adoptType(entry, of.attributes.get(name) ?? T.dynamic)] as const,
    );
    return withMarks(V.object(entries), value.marks);
  }
  return value;
}

/** A value in short, for the line of a failed case. */
export function showValue(value: Value | undefined): string {
  if (!value) return "nothing";
  const marks = value.marks.size > 0 ? `@${[...value.marks].join("@")}` : "";
  return showBare(value) + marks;
}

function showBare(value: Value): string {
  switch (value.k) {
    case "unknown":
    case "null":
      return `${value.k} ${JSON.stringify(showType(value.type))}`;
    case "string":
      return JSON.stringify(value.value);
    case "number": {
      const { value: n } = value;
      return n.k === "integer" ? String(n.n) : n.k === "binary" ? `${n.mantissa}p${n.exponent}` : "infinity";
    }
    case "bool":
      return String(value.value);
    case "list":
    case "set":
    case "tuple":
      return `${value.k}[${value.items.map(showValue).join(", ")}]`;
    case "map":
    case "object":
      return `${value.k}{${[...value.entries].map(([key, entry]) => `${key}=${showValue(entry)}`).join(", ")}}`;
  }
}

/** A type in the form of the vectors. */
export function showType(type: Type | undefined): unknown {
  if (!type) return "nothing";
  switch (type.k) {
    case "list":
    case "set":
    case "map":
      return [type.k, showType(type.of)];
    case "tuple":
      return ["tuple", type.items.map(showType)];
    case "object": {
      const attributes = Object.fromEntries([...type.attributes].map(([name, inner]) => [name, showType(inner)]));
      return type.optional.size > 0 ? ["object", attributes, [...type.optional]] : ["object", attributes];
    }
    default:
      return type.k;
  }
}

/** Whether a case says more of an unknown value than its type; ours know no more than that. */
export function hasRefinement(json: unknown): boolean {
  if (Array.isArray(json)) return json.some(hasRefinement);
  return isRecord(json) && ("refine" in json || Object.values(json).some(hasRefinement));
}

/**
 * Whether a result is the wanted one. Where the arguments say more of an unknown value than its type, an unknown result
 * is right too: that more may be ignored.
 */
export function isWanted(got: Value, want: Value, isRefined: boolean): boolean {
  if (sameValue(got, want)) return true;
  if (!isRefined || got.k !== "unknown") return false;
  return got.type.k === "dynamic" || typeEquals(got.type, typeOf(want));
}
