import type { Alias, Node, Scalar } from "yaml";
import { checkSize } from "../value/check-size.ts";
import { negativeInfinity, parseNumber, positiveInfinity, toDecimalText } from "../value/number.ts";
import { T } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { V } from "../value/value.ts";
import { FunctionError } from "./contract.ts";
import { loadYaml } from "./libraries.ts";
import { formatTimestamp, type Timestamp } from "./timestamp.ts";

/** All but c-printable of the YAML specification. */
const unprintable = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

const tagPrefix = "tag:yaml.org,2002:";

/**
 * Reads one YAML document by the rules of Packer's yamldecode: bare words such as `yes` and `off` are bools, dates become
 * timestamps as texts, and keys become texts.
 * @throws FunctionError
 */
export function decodeYaml(text: string): Value {
  if (unprintable.test(text)) throw new FunctionError("control characters are not allowed in YAML", 0);
  // In YAML 1.1 the next-line character ends a line.
  const source = text.replaceAll("\u0085", "\n");
  if (/^[ \n\r\t\u2028\u2029]*$/.test(source)) throw new FunctionError("the YAML has no document", 0);
  const { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } = loadYaml();
  const lineCounter = new LineCounter();
  const documents = shallow(() =>
    parseAllDocuments(source, {
      schema: "failsafe",
      resolveKnownTags: false,
      strict: false,
      uniqueKeys: false,
      lineCounter,
      logLevel: "silent",
    }),
  );
  if (!Array.isArray(documents)) throw new FunctionError("the YAML has no document", 0);
  const [document, second] = documents;
  if (!document?.contents) throw new FunctionError("the YAML has no document", 0);
  const [mistake] = documents.flatMap(({ errors }) => errors);
  // The library catches what its own recursion throws.
  if (mistake && /call stack/.test(mistake.message)) throw new FunctionError(nestedTooDeeply, 0);
  if (mistake) throw new FunctionError(`invalid YAML: ${mistake.message.split("\n")[0]?.replace(/:$/, "")}`, 0);
  if (second) throw new FunctionError("the YAML has more than one document; only one is expected", 0);

  const done = new Map<Node, Value>();
  const open = new Set<Node>();

  function fail(node: Node, what: string): never {
    const { line, col } = lineCounter.linePos(node.range?.[0] ?? 0);
    throw new FunctionError(`line ${line}, column ${col} of the YAML: ${what}`, 0);
  }

  function resolve(alias: Alias): Value {
    const target = document && alias.resolve(document);
    if (!target) return fail(alias, `there is no anchor "${alias.source}"`);
    if (open.has(target)) return fail(alias, `the anchor "${alias.source}" is used inside of itself`);
    return done.get(target) ?? read(target);
  }

  function read(node: unknown): Value {
    if (isAlias(node)) return resolve(node);
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return V.null(T.dynamic);
    open.add(node);
    const value = isScalar(node) ? readScalar(node) : isMap(node) ? readMap(node) : readSequence(node);
    open.delete(node);
    done.set(node, value);
    return value;
  }

  function checkTag(node: Node & { readonly tag?: string }, wanted: string): void {
    if (node.tag !== undefined && node.tag !== tagPrefix + wanted)
      fail(node, `the tag ${shortTag(node.tag)} is not supported here`);
  }

  function readSequence(node: Node & { readonly items: readonly unknown[] }): Value {
    checkTag(node, "seq");
    return V.tuple(node.items.map(read));
  }

  function readMap(
    node: Node & { readonly items: readonly { readonly key: unknown; readonly value: unknown }[] },
  ): Value {
    checkTag(node, "map");
    const entries = new Map<string, Value>();
    for (const { key, value } of node.items) {
      if (isScalar(key) && key.type === "PLAIN" && key.source === "<<") {
        const merged = read(value);
        if (merged.k !== "object") return fail(node, "only a mapping can be merged by <<");
        for (const [name, entry] of merged.entries) entries.set(name, entry);
      } else {
        entries.set(readKey(key, node), read(value));
      }
    }
    return V.object(entries);
  }

  function readKey(key: unknown, map: Node): string {
    const value = read(key);
    if (value.k === "string") return value.value;
    if (value.k === "number") return toDecimalText(value.value);
    if (value.k === "bool") return String(value.value);
    return fail(map, value.k === "null" ? "a key must not be null" : "a key must be a scalar");
  }

  function readScalar(node: Scalar): Value {
    const text = String(node.value ?? "");
    const isBare = node.type === "PLAIN" || node.type === undefined;
    const tag = node.tag?.startsWith(tagPrefix) ? node.tag.slice(tagPrefix.length) : node.tag;
    if (tag === undefined) return isBare ? (resolveBare(text) ?? V.string(text)) : V.string(text);
    if (tag === "str" || tag === "binary") return V.string(text);
    const resolver = resolvers[tag] ?? fail(node, `the tag ${shortTag(node.tag ?? "")} is not supported here`);
    // In quotes a number stays the text that it is.
    if (!isBare && tag !== "timestamp") return V.string(text);
    return resolver(text) ?? fail(node, `"${text}" is no ${tag}`);
  }

  function resolveBare(text: string): Value | undefined {
    if (/^\.(?:nan|NaN|NAN)$/.test(text))
      throw new FunctionError("the YAML has a NaN, which is not a number of the language", 0);
    for (const resolver of Object.values(resolvers)) {
      const value = resolver(text);
      if (value) return value;
    }
    return undefined;
  }

  const value = shallow(() => read(document.contents));
  const problem = checkSize(value);
  if (problem !== undefined) throw new FunctionError(`the value of the YAML ${problem}`, 0);
  return value;
}

const nestedTooDeeply = "the YAML is nested too deeply";

/** Runs what goes down into a document by recursion; what is nested beyond the stack is no YAML that anybody wrote. */
function shallow<R>(run: () => R): R {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FunctionError(nestedTooDeeply, 0);
  }
}

function shortTag(tag: string): string {
  return tag.startsWith(tagPrefix) ? `!!${tag.slice(tagPrefix.length)}` : tag;
}

/** What a bare word may be, by tag, in the order in which it is tried. */
const resolvers: Readonly<Record<string, (text: string) => Value | undefined>> = {
  null: (text) => (/^(?:~|null|Null|NULL|)$/.test(text) ? V.null(T.dynamic) : undefined),
  bool: (text) => {
    if (/^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(text)) return V.bool(true);
    return /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(text) ? V.bool(false) : undefined;
  },
  int: (text) => {
    const plain = text.replaceAll("_", "");
    const binary = /^(-?)0b([01]+)$/.exec(plain);
    if (binary) return V.number(BigInt(`0b${binary[2]}`) * (binary[1] ? -1n : 1n));
    return /^[-+]?\d+$/.test(plain) && /\d/.test(text.slice(0, 2)) ? numberOf(plain) : undefined;
  },
  float: (text) => {
    if (/^\+?\.(?:inf|Inf|INF)$/.test(text)) return V.number(positiveInfinity);
    if (/^-\.(?:inf|Inf|INF)$/.test(text)) return V.number(negativeInfinity);
    return /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text) ? numberOf(text) : undefined;
  },
  timestamp: (text) => {
    const timestamp = readTimestamp(text);
    return timestamp && V.string(formatTimestamp(timestamp));
  },
};

function numberOf(text: string): Value | undefined {
  const number = parseNumber(text);
  return number && V.number(number);
}

const day = /^(\d{4})-(\d{1,2})-(\d{1,2})/;
const zoned = /^[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(?:Z|([-+])(\d\d):(\d\d))$/;
const unzoned = /^ (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?$/;

/** A day, a time in UTC after a blank, or a time with its offset after a T. */
function readTimestamp(text: string): Timestamp | undefined {
  const date = day.exec(text);
  if (!date) return undefined;
  const rest = text.slice(date[0].length);
  const time = rest === "" ? [] : (zoned.exec(rest) ?? unzoned.exec(rest));
  if (!time) return undefined;
  const [, hour = "0", minute = "0", second = "0", sign, offsetHour = "0", offsetMinute = "0"] = time;
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === "-" ? -1 : 1);
  const [year, month, dayOfMonth] = [Number(date[1]), Number(date[2]), Number(date[3])];
  const local = Date.UTC(year, month - 1, dayOfMonth, Number(hour), Number(minute), Number(second));
  const isReal = new Date(local).getUTCDate() === dayOfMonth && new Date(local).getUTCMonth() === month - 1;
  if (!isReal || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return { seconds: local / 1000 - offset * 60, nanoseconds: 0, offsetMinutes: offset };
}
