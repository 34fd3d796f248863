import { didYouMean, suggestName } from "../suggest-name.ts";
import type { AttributeNode, IndexNode, Node } from "../syntax/ast.ts";
import { convert } from "../value/convert.ts";
import { toBigInt } from "../value/number.ts";
import { T, typeName } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { typeOf, V, withMarks } from "../value/value.ts";
import type { Frame } from "./frame.ts";
import { lookUpAdvice } from "./look-up-name.ts";

const unknown = V.unknown(T.dynamic);

/** `value.name` */
export function getAttribute(value: Value, node: AttributeNode, frame: Frame): Value {
  return withMarks(attributeOf(value, node, frame), value.marks);
}

function attributeOf(value: Value, node: AttributeNode, frame: Frame): Value {
  // What is there needs no type, which costs as much as the value is large.
  const found = "entries" in value ? value.entries.get(node.name.normalize("NFC")) : undefined;
  if (found) return found;
  const type = typeOf(value);
  const about = [node.from];
  if (value.k === "null") {
    const detail = `There is nothing here that could have an attribute "${node.name}": the value is null. Make sure that it is set, or test it first with a condition.`;
    frame.report(node.stepRange, "Attempt to get attribute from null value", detail, about);
    return unknown;
  }
  if (type.k === "dynamic") return unknown;
  if (type.k === "object") {
    const attribute = type.attributes.get(node.name.normalize("NFC"));
    if (attribute) return V.unknown(attribute);
    const suggestion = suggestName(node.name, type.attributes.keys());
    const special =
      node.from.k === "root"
        ? lookUpAdvice(frame.scope, node.from.name, node.name, [...type.attributes.keys()])
        : undefined;
    const advice =
      didYouMean(suggestion) || (special ? ` ${special}` : describeNames("Its attributes are", type.attributes));
    frame.report(
      node.stepRange,
      "Unsupported attribute",
      `This object has no attribute "${node.name}".${advice}`,
      about,
      { suggestion },
    );
    return unknown;
  }
  if (type.k === "map") return value.k === "map" ? entryOf(value.entries, node.name, node, frame) : V.unknown(type.of);
  const advice =
    type.k === "list" || type.k === "tuple"
      ? ` To take it from one element, choose that with an index ("[0]"); to take it from all, use "[*].${node.name}".`
      : type.k === "set"
        ? ` To take it from all elements, use "[*].${node.name}".`
        : " Only objects and maps have attributes; check what this is meant to refer to.";
  frame.report(
    node.stepRange,
    "Unsupported attribute",
    `A ${typeName(type)} has no attributes such as "${node.name}".${advice}`,
    about,
  );
  return unknown;
}

function entryOf(
  entries: ReadonlyMap<string, Value>,
  key: string,
  node: AttributeNode | IndexNode,
  frame: Frame,
): Value {
  const found = entries.get(key.normalize("NFC"));
  if (found) return found;
  const suggestion = suggestName(key, entries.keys());
  const advice = didYouMean(suggestion) || describeNames("Its keys are", entries);
  const about = node.k === "index" ? [node.from, node.key] : [node.from];
  frame.report(
    node.stepRange,
    "Missing map element",
    `This map has no element with the key "${key}".${advice}`,
    about,
    { suggestion },
  );
  return unknown;
}

/** ` Its keys are "a" and "b".`: what can be chosen from, while that is not too much to read. */
function describeNames(intro: string, named: ReadonlyMap<string, unknown>): string {
  if (named.size === 0) return " It is empty.";
  if (named.size > 12) return " Check the spelling.";
  return ` ${intro}: ${[...named.keys()].map((name) => `"${name}"`).join(", ")}.`;
}

/** `value[key]` */
export function getIndex(value: Value, key: Value, node: IndexNode, frame: Frame): Value {
  return withMarks(withMarks(indexOf(value, key, node, frame), value.marks), key.marks);
}

function indexOf(value: Value, key: Value, node: IndexNode, frame: Frame): Value {
  const type = typeOf(value);
  const about: readonly Node[] = [node.from, node.key];
  if (value.k === "null") {
    frame.report(
      node.stepRange,
      "Attempt to index null value",
      "This value is null, so it has no elements. Make sure that it is set, or test it first with a condition.",
      about,
    );
    return unknown;
  }
  if (type.k === "dynamic") return unknown;
  if (key.k === "null") {
    frame.report(node.key.range, "Invalid index", "The index is null. Use a number or a key.", about);
    return unknown;
  }
  if (type.k === "list" || type.k === "tuple") return elementOf(value, key, node, frame);
  if (type.k === "map" || type.k === "object") return memberOf(value, key, node, frame);
  const detail =
    type.k === "set"
      ? "The elements of a set have no order and no keys. Go through them with a for-expression, or make a list of them with sort or reverse."
      : `A ${typeName(type)} has no elements. Only lists, tuples, maps and objects can be indexed.`;
  frame.report(node.stepRange, "Invalid index", detail, about);
  return unknown;
}

function elementOf(value: Value, key: Value, node: IndexNode, frame: Frame): Value {
  const type = typeOf(value);
  const about = [node.from, node.key];
  const fail = (detail: string): Value => {
    frame.report(node.key.range, "Invalid index", detail, about);
    return unknown;
  };
  const converted = convert(key, T.number);
  if (!("value" in converted)) {
    return fail(`The elements of a ${typeName(type)} are counted from 0: ${converted.error}. Use a whole number.`);
  }
  const index = converted.value;
  const element = type.k === "list" ? V.unknown(type.of) : unknown;
  if (index.k !== "number") return element;
  const whole = toBigInt(index.value);
  if (whole === undefined || whole < 0n) {
    const what = whole === undefined ? "is not a whole number" : "is negative";
    return fail(`The index ${what}, but the elements of a ${typeName(type)} are counted from 0. Use a whole number.`);
  }
  if (type.k === "list" && value.k !== "list") return element;
  const items = value.k === "list" || value.k === "tuple" ? value.items : type.k === "tuple" ? type.items : [];
  const item = items[Number(whole)];
  if (!item)
    return fail(`This ${typeName(type)} has no element with the index ${whole}. ${describeLength(items.length)}`);
  return "marks" in item ? item : V.unknown(item);
}

function describeLength(length: number): string {
  if (length === 0) return "It is empty.";
  if (length === 1) return "It has one element, whose index is 0.";
  return `It has ${length} elements, with the indexes 0 to ${length - 1}.`;
}

function memberOf(value: Value, key: Value, node: IndexNode, frame: Frame): Value {
  const type = typeOf(value);
  const about = [node.from, node.key];
  const converted = convert(key, T.string);
  if (!("value" in converted)) {
    const owner = type.k === "map" ? "a map" : "an object";
    const detail = `The elements of ${owner} are found by name: ${converted.error}. Use a string.`;
    frame.report(node.key.range, "Invalid index", detail, about);
    return unknown;
  }
  const name = converted.value;
  if (type.k === "map") {
    if (name.k !== "string" || value.k !== "map") return V.unknown(type.of);
    return entryOf(value.entries, name.value, node, frame);
  }
  if (name.k !== "string" || type.k !== "object") return unknown;
  const attribute = type.attributes.get(name.value);
  if (attribute) return value.k === "object" ? (value.entries.get(name.value) ?? unknown) : V.unknown(attribute);
  const suggestion = suggestName(name.value, type.attributes.keys());
  const advice = didYouMean(suggestion) || describeNames("Its attributes are", type.attributes);
  const detail = `This object has no attribute "${name.value}".${advice}`;
  frame.report(node.key.range, "Invalid index", detail, about, { suggestion });
  return unknown;
}
