import { appendAll } from "../../append-all.ts";
import { type Diagnostic, errorAt, hasErrors, type Result } from "../../diagnostic.ts";
import { nativeExpression } from "../../eval/native-expression.ts";
import type { Range } from "../../source.ts";
import { convert } from "../../value/convert.ts";
import { parseNumber } from "../../value/number.ts";
import { T } from "../../value/type.ts";
import type { Mark, Path, Value } from "../../value/types.ts";
import { unmark, V, withMarks } from "../../value/value.ts";
import type { Expression, Scope } from "../contract.ts";
import { parseExpressionIn, parseTemplateIn } from "../parse-native.ts";
import { SourceText } from "../source-text.ts";
import type { JsonNode, JsonObject, JsonProperty, JsonString } from "./json-node.ts";

const unknown = V.unknown(T.dynamic);

/**
 * A JSON value as an expression: strings are templates, and so are the names of properties. Without a scope they are the text
 * as it stands. Where a name, call or type is wanted, a string holds it.
 */
export function jsonExpression(node: JsonNode): Expression {
  return {
    range: node.range,
    evaluate: (scope): Result<Value> => {
      const diagnostics: Diagnostic[] = [];
      return { value: evaluate(node, scope, diagnostics), diagnostics };
    },
    variables: () => stringsIn(node).flatMap((text) => templateOf(text).value.variables()),
    rangeOf: (path) => rangeOf(node, path),
    asTraversal: () => nativeIn(node)?.asTraversal(),
    asCall: () => nativeIn(node)?.asCall(),
    asList: () => (node.k === "array" ? node.items.map(jsonExpression) : undefined),
    asPairs: () =>
      node.k === "object"
        ? node.properties.map(({ name, value }) => ({ key: jsonExpression(name), value: jsonExpression(value) }))
        : undefined,
  };
}

function evaluate(node: JsonNode, scope: Scope | undefined, diagnostics: Diagnostic[]): Value {
  switch (node.k) {
    case "string":
      return evaluateString(node, scope, diagnostics);
    case "number": {
      const number = parseNumber(node.text);
      if (number) return V.number(number);
      diagnostics.push(
        errorAt(node.range, "Invalid number", `The number ${node.text} is out of range. Use a smaller exponent.`),
      );
      return V.unknown(T.number);
    }
    case "bool":
      return V.bool(node.value);
    case "null":
      return V.null(T.dynamic);
    case "array":
      return V.tuple(node.items.map((item) => evaluate(item, scope, diagnostics)));
    case "object":
      return evaluateObject(node, scope, diagnostics);
    case "broken":
      return unknown;
  }
}

function evaluateString(node: JsonString, scope: Scope | undefined, diagnostics: Diagnostic[]): Value {
  if (!scope || !hasSequence(node)) return V.string(node.value);
  const template = templateOf(node);
  appendAll(diagnostics, template.diagnostics);
  const result = template.value.evaluate(scope);
  // What could not be read as a template has been reported; what came of the rest would only confuse.
  if (hasErrors(template.diagnostics)) return unknown;
  appendAll(diagnostics, result.diagnostics);
  return result.value;
}

function evaluateObject(node: JsonObject, scope: Scope | undefined, diagnostics: Diagnostic[]): Value {
  const entries = new Map<string, Value>();
  const first = new Map<string, JsonProperty>();
  const marks = new Set<Mark>();
  let isKnown = true;
  for (const property of node.properties) {
    const key = readKey(property, scope, diagnostics);
    const value = evaluate(property.value, scope, diagnostics);
    for (const mark of key.marks) marks.add(mark);
    if (key.k !== "string") {
      isKnown = false;
      continue;
    }
    const earlier = first.get(key.value);
    if (earlier) {
      const { line } = earlier.name.range.start;
      const detail = `The name "${key.value}" was already used on line ${line}. Remove one of the two, or rename it.`;
      diagnostics.push(errorAt(property.name.range, "Duplicate object attribute", detail));
    } else {
      first.set(key.value, property);
      entries.set(key.value, value);
    }
  }
  return withMarks(isKnown ? V.object(entries) : unknown, marks);
}

function readKey({ name }: JsonProperty, scope: Scope | undefined, diagnostics: Diagnostic[]): Value {
  const value = evaluateString(name, scope, diagnostics);
  const converted = convert(unmark(value), T.string);
  if (!("value" in converted) || converted.value.k === "null") {
    const problem = "value" in converted ? "it is null" : converted.error;
    diagnostics.push(
      errorAt(
        name.range,
        "Invalid object key expression",
        `The name must be a string: ${problem}. Check the template in it.`,
      ),
    );
    return unknown;
  }
  return withMarks(converted.value, value.marks);
}

/** Whether the text is anything else than itself when it is read as a template. Most texts of a large file are not. */
function hasSequence({ value }: JsonString): boolean {
  return value.includes("${") || value.includes("%{");
}

const templates = new WeakMap<JsonString, Result<Expression>>();

function templateOf(node: JsonString): Result<Expression> {
  let template = templates.get(node);
  if (!template) {
    const { tree, diagnostics } = parseTemplateIn(SourceText.within(node.value, node.range.filename, node.positionAt));
    template = { value: nativeExpression(tree), diagnostics };
    templates.set(node, template);
  }
  return template;
}

/** The string read as an expression of the native syntax, without `${` and `}`. */
function nativeIn(node: JsonNode): Expression | undefined {
  if (node.k !== "string") return undefined;
  const { tree, diagnostics } = parseExpressionIn(SourceText.within(node.value, node.range.filename, node.positionAt));
  return hasErrors(diagnostics) ? undefined : nativeExpression(tree);
}

function stringsIn(node: JsonNode): readonly JsonString[] {
  if (node.k === "string") return hasSequence(node) ? [node] : [];
  if (node.k === "array") return node.items.flatMap(stringsIn);
  return node.k === "object"
    ? node.properties.flatMap(({ name, value }) => [...stringsIn(name), ...stringsIn(value)])
    : [];
}

function rangeOf(node: JsonNode, path: Path): Range {
  const [step, ...rest] = path;
  if (step === undefined) return node.range;
  const part = partAt(node, step);
  return part ? rangeOf(part, rest) : node.range;
}

function partAt(node: JsonNode, step: string | number): JsonNode | undefined {
  if (node.k === "array") return typeof step === "number" ? node.items[step] : undefined;
  return node.k === "object" ? node.properties.find(({ name }) => name.value === String(step))?.value : undefined;
}
