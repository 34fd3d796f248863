import { convertedType } from "./converted-type.ts";
import { parseNumber, toDecimalText } from "./number.ts";
import { hasDynamic, T, typeEquals, typeName, withoutOptional } from "./type.ts";
import type { Path, Type, Value } from "./types.ts";
import { unify } from "./unify.ts";
import { isWhollyKnown, typeOf, unmark, V, withMarks } from "./value.ts";

/** A converted value, or why there is none: `error` is a phrase ("a number is required") about the part at `path`. */
export type Conversion = { readonly value: Value } | ConversionError;

/** Why a value cannot be converted. */
export interface ConversionError {
  readonly error: string;
  readonly path: Path;
}

/**
 * Converts a value to a type by the rules of the language. Primitive types convert to string and back where the text says
 * such a value; sequences to one another, objects and maps to one another; attributes that the type does not name are
 * dropped, and optional ones that are missing become null. Dynamic parts of the type take the type of the value.
 * Marks stay where they are.
 * @param path where the value stands, put before the path in an error
 */
export function convert(value: Value, type: Type, path: Path = []): Conversion {
  if (type.k === "dynamic") return { value };
  if (value.marks.size > 0) {
    const converted = convert(unmark(value), type, path);
    return "value" in converted ? { value: withMarks(converted.value, value.marks) } : converted;
  }
  switch (value.k) {
    case "unknown":
    case "null": {
      const to = convertedType(value.type, type);
      if (!to) return mismatch(value.type, type, path);
      const plain = withoutOptional(to);
      return { value: value.k === "null" ? V.null(plain) : V.unknown(plain) };
    }
    case "string":
    case "number":
    case "bool":
      return convertPrimitive(value, type, path);
    case "list":
    case "set":
    case "tuple":
      if (type.k === "list" || type.k === "set") return convertToSequence(value, type.k, type.of, path);
      if (type.k === "tuple" && value.k === "tuple") return convertToTuple(value.items, type.items, path);
      return mismatch(typeOf(value), type, path);
    case "map":
    case "object":
      if (type.k === "map") return convertToMap(value, type.of, path);
      if (type.k === "object") return convertToObject(value.entries, type, path);
      return mismatch(typeOf(value), type, path);
  }
}

function convertPrimitive(value: Value & { readonly value: unknown }, type: Type, path: Path): Conversion {
  if (value.k === type.k) return { value };
  if (type.k === "string" && value.k === "number") return { value: V.string(toDecimalText(value.value)) };
  if (type.k === "string" && value.k === "bool") return { value: V.string(value.value ? "true" : "false") };
  if (value.k !== "string") return mismatch(typeOf(value), type, path);
  if (type.k === "number") {
    const number = parseNumber(value.value);
    return number ? { value: V.number(number) } : { error: "a number is required", path };
  }
  return type.k === "bool" ? parseBool(value.value, path) : mismatch(T.string, type, path);
}

function parseBool(text: string, path: Path): Conversion {
  if (text === "true" || text === "1") return { value: V.bool(true) };
  if (text === "false" || text === "0") return { value: V.bool(false) };
  const lower = text.toLowerCase();
  const hint = lower === "true" || lower === "false" ? `; as text it is written "${lower}", in lower case` : "";
  return { error: `a bool is required${hint}`, path };
}

function convertToSequence(
  value: Value & { readonly k: "list" | "set" | "tuple" },
  k: "list" | "set",
  of: Type,
  path: Path,
): Conversion {
  if (value.k === k && typeEquals(value.of, of)) return { value };
  if (value.k === "set" && k === "list" && !isWhollyKnown(value)) {
    // Where an unknown item will stand, and whether it will be equal to another one, nobody can say.
    const to = convertedType(value.of, of);
    return to ? { value: V.unknown(T.list(withoutOptional(to))) } : mismatch(typeOf(value), T.list(of), path);
  }
  const elements = convertElements(
    value.items.map((item, i) => [i, item] as const),
    value.k === "tuple" ? undefined : value.of,
    k,
    of,
    path,
  );
  if ("error" in elements) return elements;
  if (!elements.of) return { value: V.unknown({ k: k, of: T.dynamic }) };
  return { value: k === "list" ? V.list(elements.of, elements.values) : V.set(elements.of, elements.values) };
}

function convertToMap(value: Value & { readonly k: "map" | "object" }, of: Type, path: Path): Conversion {
  if (value.k === "map" && typeEquals(value.of, of)) return { value };
  const keys = [...value.entries.keys()];
  const elements = convertElements([...value.entries], value.k === "map" ? value.of : undefined, "map", of, path);
  if ("error" in elements) return elements;
  if (!elements.of) return { value: V.unknown(T.map(T.dynamic)) };
  return {
    value: V.map(
      elements.of,
      keys.map((key, i) => [key, elements.values[i] ?? V.null(of)] as const),
    ),
  };
}

/** The elements of a collection, all of one type; that type is undefined where an element of unknown type decides it. */
function convertElements(
  items: readonly (readonly [string | number, Value])[],
  from: Type | undefined,
  k: "list" | "set" | "map",
  element: Type,
  path: Path,
): { readonly of: Type | undefined; readonly values: readonly Value[] } | ConversionError {
  if (items.length === 0) {
    if (!from) return { of: withoutOptional(element), values: [] };
    const of = convertedType(from, element);
    return of
      ? { of: withoutOptional(of), values: [] }
      : {
          error: `${withArticle({ k, of: element })} is required, but the elements are of type ${typeName(from)}`,
          path,
        };
  }
  const values: Value[] = [];
  for (const [step, item] of items) {
    const converted = convert(item, element, [...path, step]);
    if ("error" in converted) return converted;
    values.push(converted.value);
  }
  if (!hasDynamic(element)) return { of: withoutOptional(element), values };
  if (values.some((item) => item.k === "unknown" && item.type.k === "dynamic")) return { of: undefined, values };
  // A null and an empty collection have no type of their own to insist on.
  const of = unify(values.map(typeOf), "yields");
  if (!of) return { error: `all elements of a ${k} must have the same type`, path };
  const unified: Value[] = [];
  for (const [i, item] of values.entries()) {
    const converted = convert(item, of, [...path, items[i]?.[0] ?? i]);
    if ("error" in converted) return converted;
    unified.push(converted.value);
  }
  return { of, values: unified };
}

function convertToTuple(items: readonly Value[], types: readonly Type[], path: Path): Conversion {
  if (items.length !== types.length) {
    const have = `${items.length} ${items.length === 1 ? "is" : "are"} given`;
    return { error: `a tuple of ${types.length} elements is required, but ${have}`, path };
  }
  const values: Value[] = [];
  for (const [i, item] of items.entries()) {
    const converted = convert(item, types[i] ?? T.dynamic, [...path, i]);
    if ("error" in converted) return converted;
    values.push(converted.value);
  }
  return { value: V.tuple(values) };
}

function convertToObject(
  entries: ReadonlyMap<string, Value>,
  type: Type & { readonly k: "object" },
  path: Path,
): Conversion {
  const missing = [...type.attributes.keys()].filter((name) => !entries.has(name) && !type.optional.has(name));
  if (missing.length > 0) return { error: requiredAttributes(missing), path };
  const attributes: [string, Value][] = [];
  for (const [name, wanted] of type.attributes) {
    const own = entries.get(name);
    const converted = own ? convert(own, wanted, [...path, name]) : { value: V.null(withoutOptional(wanted)) };
    if ("error" in converted) return converted;
    attributes.push([name, converted.value]);
  }
  return { value: V.object(attributes) };
}

function requiredAttributes(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  const last = quoted.pop() ?? "";
  return quoted.length === 0
    ? `attribute ${last} is required`
    : `attributes ${quoted.join(", ")} and ${last} are required`;
}

/** Says why no value of one type converts to another: the first part that does not fit. */
function mismatch(from: Type, to: Type, path: Path): ConversionError {
  const part = firstMisfit(from, to, path);
  return part ?? { error: `${withArticle(to)} is required, but this is ${withArticle(from)}`, path };
}

function firstMisfit(from: Type, to: Type, path: Path): ConversionError | undefined {
  if (from.k === "object" && (to.k === "object" || to.k === "map")) {
    if (to.k === "object") {
      const missing = [...to.attributes.keys()].filter((name) => !from.attributes.has(name) && !to.optional.has(name));
      if (missing.length > 0) return { error: requiredAttributes(missing), path };
    }
    for (const [name, type] of from.attributes) {
      const wanted = "of" in to ? to.of : to.attributes.get(name);
      if (wanted && !convertedType(type, wanted)) return mismatch(type, wanted, [...path, name]);
    }
  }
  if (from.k === "tuple" && (to.k === "list" || to.k === "set" || to.k === "tuple")) {
    if (to.k === "tuple" && to.items.length !== from.items.length) return undefined;
    for (const [i, type] of from.items.entries()) {
      const wanted = to.k === "tuple" ? to.items[i] : to.of;
      if (wanted && !convertedType(type, wanted)) return mismatch(type, wanted, [...path, i]);
    }
  }
  return undefined;
}

function withArticle(type: Type): string {
  const name = typeName(type);
  return type.k === "object" ? `an ${name}` : type.k === "dynamic" ? "a value" : `a ${name}`;
}

/** The error of a conversion as one phrase that says which part it is about: `attribute "size": a number is required`. */
export function describeConversionError(failed: ConversionError): string {
  const steps = failed.path.map((step) => (typeof step === "number" ? `element ${step}` : `attribute "${step}"`));
  return [...steps, failed.error].join(": ");
}
