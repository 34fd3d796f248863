import {
  type Diagnostic,
  didYouMean,
  errorAt,
  numbers,
  type Path,
  type Range,
  suggestName,
  type Value,
} from "@ingot/hcl";
import { parseGoDuration } from "../duration/parse-go-duration.ts";
import type { DecodeContext } from "./decode-context.ts";
import type { Template, TypeSpec } from "./field.ts";
import { isScalar, readBool, readGoBool, readNumber, readText } from "./read-scalar.ts";
import { TemplateError } from "./template-error.ts";

/** What the reading of one field needs to know, and where it puts what it finds. */
export interface Reader {
  /** The field's name as messages show it. */
  readonly field: string;
  readonly weak: boolean;
  /** Its text must not stand in messages: the field is sensitive, or the value was made from something that is. */
  readonly sensitive: boolean;
  readonly rangeOf: (path: Path) => Range;
  readonly context: DecodeContext;
  readonly report: (diagnostic: Diagnostic) => void;
  /** A part is not known yet. */
  readonly foundUnknown: () => void;
}

type Place = { readonly reader: Reader; readonly path: Path };

/**
 * Reads a value as the type of its field. What is wrong is reported at the very element and read as undefined; the
 * caller looks at what was reported before it uses the result.
 */
export function readValue(type: TypeSpec, value: Value, reader: Reader): unknown {
  return read(type, value, { reader, path: [] });
}

function read(type: TypeSpec, value: Value, place: Place): unknown {
  if (value.k === "unknown") {
    place.reader.foundUnknown();
    return undefined;
  }
  switch (type.k) {
    case "list":
      return readList(type.of, value, place);
    case "map":
      return readMap(type.of, value, place);
    case "any":
      return readPlain(value, place);
    case "block":
      throw new Error(`the block "${place.reader.field}" was read as a value`);
    default:
      return readLeaf(type, value, place);
  }
}

function readLeaf(type: LeafSpec, value: Value, place: Place): unknown {
  if (!isScalar(value)) return wrongType(place, leafName(type), value);
  const { weak } = place.reader;
  switch (type.k) {
    case "string":
      return readText(value, weak);
    case "number":
      return readNumber(value, weak) ?? wrongType(place, leafName(type), value);
    case "bool":
      return readBool(value, weak) ?? wrongType(place, leafName(type), value);
    case "tristate":
      return readTriState(value, place);
    case "enum":
      return readEnum(type.values, readText(value, weak), place);
    case "duration":
      return readDuration(value, place);
    default:
      return makeTemplate(readText(value, weak), place.reader.field, place.reader.context);
  }
}

type LeafSpec = Exclude<TypeSpec, { readonly k: "list" | "map" | "any" | "block" }>;

function leafName(type: LeafSpec): string {
  return type.k === "number" ? "a number" : type.k === "bool" || type.k === "tristate" ? "true or false" : "a string";
}

function readTriState(value: Extract<Value, { k: "string" | "number" | "bool" }>, place: Place): unknown {
  if (place.reader.weak && value.k === "string") {
    if (value.value === "") return undefined;
    return readGoBool(value.value) ?? wrongType(place, "true or false", value);
  }
  return readBool(value, place.reader.weak) ?? wrongType(place, "true or false", value);
}

function readEnum(values: readonly string[], text: string, place: Place): unknown {
  if (values.includes(text)) return text;
  const hint = didYouMean(suggestName(text, values));
  return wrongValue(place, `must be ${listed(values)}; ${shown(text, place)} is not one of them.${hint}`);
}

function readDuration(value: Extract<Value, { k: "string" | "number" | "bool" }>, place: Place): unknown {
  // A bare number in a JSON template is what Go's decoder takes it for: nanoseconds.
  if (place.reader.weak && value.k === "number") return numbers.toJsNumber(value.value) / 1e6;
  const text = readText(value, place.reader.weak);
  const parsed = parseGoDuration(text);
  if (parsed) return parsed.milliseconds;
  const hint = /^\d+$/.test(text) ? ` Give the number a unit: "${text}s" for seconds.` : "";
  return wrongValue(place, `must be a duration such as "30s", "5m" or "1h30m"; ${shown(text, place)} is none.${hint}`);
}

/** A template field's value. */
export function makeTemplate(source: string, field: string, context: DecodeContext): Template {
  return {
    source,
    render: (vars: object) => {
      try {
        return context.render(source, vars);
      } catch (error) {
        throw new TemplateError(field, error instanceof Error ? error.message : String(error), error);
      }
    },
  };
}

function readList(of: TypeSpec, value: Value, place: Place): unknown {
  if ("items" in value) return value.items.map((item, i) => readPart(of, item, place, i));
  if (!place.reader.weak || value.k === "null") return wrongType(place, "a list", value);
  if (value.k === "string") return splitWeakly(value, of, place);
  if ("entries" in value && value.entries.size === 0) return [];
  return [read(of, value, place)];
}

/** Go's decoder splits a string that is given for a list at its commas. */
function splitWeakly(value: Extract<Value, { k: "string" }>, of: TypeSpec, place: Place): unknown {
  if (value.value === "") return [];
  return value.value.split(",").map((part) => read(of, { ...value, value: part }, place));
}

function readMap(of: TypeSpec, value: Value, place: Place): unknown {
  const result: Record<string, unknown> = {};
  if ("entries" in value) {
    for (const [key, item] of value.entries) setOwn(result, key, readPart(of, item, place, key));
    return result;
  }
  if (!place.reader.weak || !("items" in value)) return wrongType(place, "a map", value);
  for (const [i, item] of value.items.entries()) {
    const merged = readMap(of, item, { ...place, path: [...place.path, i] });
    if (typeof merged === "object") for (const [key, part] of Object.entries(merged ?? {})) setOwn(result, key, part);
  }
  return result;
}

function readPart(of: TypeSpec, value: Value, place: Place, step: string | number): unknown {
  const inner = { ...place, path: [...place.path, step] };
  if (value.k === "null" && place.reader.context.asHcldec) return null;
  return value.k === "null" && of.k !== "any" ? wrongType(inner, "a value", value) : read(of, value, inner);
}

function readPlain(value: Value, place: Place): unknown {
  switch (value.k) {
    case "null":
      return null;
    case "string":
    case "bool":
      return value.value;
    case "number":
      return numbers.toJsNumber(value.value);
    case "list":
    case "set":
    case "tuple":
      return value.items.map((item) => read({ k: "any" }, item, place));
    case "map":
    case "object": {
      const result: Record<string, unknown> = {};
      for (const [key, item] of value.entries) setOwn(result, key, read({ k: "any" }, item, place));
      return result;
    }
    case "unknown":
      return place.reader.foundUnknown();
  }
}

/** Sets a key whatever its name is: `__proto__` too is only a key. */
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function wrongType(place: Place, needed: string, found: Value): undefined {
  const { reader, path } = place;
  const detail = `"${nameOf(place)}" needs ${needed}; ${describe(found, place)} stands here. Write ${needed} in its place.`;
  reader.report(errorAt(reader.rangeOf(path), "Incorrect attribute value type", detail));
}

function wrongValue(place: Place, rest: string): undefined {
  const { reader, path } = place;
  reader.report(errorAt(reader.rangeOf(path), `Invalid value for "${nameOf(place)}"`, `"${nameOf(place)}" ${rest}`));
}

function nameOf({ reader, path }: Place): string {
  return (
    reader.field + path.map((step) => (typeof step === "number" ? `[${step}]` : `[${JSON.stringify(step)}]`)).join("")
  );
}

function describe(value: Value, place: Place): string {
  if (value.k === "null") return "null";
  if (value.k === "string")
    return place.reader.sensitive ? "another string" : `the string ${shown(value.value, place)}`;
  if (value.k === "object") return "an object";
  return `a ${value.k === "tuple" ? "list" : value.k}`;
}

function shown(text: string, place: Place): string {
  if (place.reader.sensitive) return "what is given";
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}

function listed(values: readonly string[]): string {
  const quoted = values.map((value) => JSON.stringify(value));
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}
