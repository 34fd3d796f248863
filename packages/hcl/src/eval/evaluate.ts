import { hasErrors } from "../diagnostic.ts";
import { didYouMean, suggestName } from "../suggest-name.ts";
import type { AttributeNode, BinaryNode, IndexNode, Node, RootNode, SplatNode } from "../syntax/ast.ts";
import { parseNumber } from "../value/number.ts";
import { T } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { V } from "../value/value.ts";
import { getAttribute, getIndex } from "./access-part.ts";
import { evaluateCall } from "./evaluate-call.ts";
import { evaluateKey, evaluateObject, evaluateTuple } from "./evaluate-collection.ts";
import { evaluateConditional } from "./evaluate-conditional.ts";
import { evaluateFor } from "./evaluate-for.ts";
import { evaluateBinary, evaluateLogic, evaluateUnary } from "./evaluate-operators.ts";
import { evaluateSplat } from "./evaluate-splat.ts";
import { evaluateTemplate, evaluateTemplateFor, evaluateTemplateIf } from "./evaluate-template.ts";
import type { Frame } from "./frame.ts";
import { lookUpFunction, lookUpVariable, namesInScope } from "./look-up-name.ts";

const unknown = V.unknown(T.dynamic);

type Link = AttributeNode | IndexNode | SplatNode | BinaryNode;

/** The value of an expression. Errors go to the frame, and unknown stands for what could not be had. */
export function evaluate(node: Node, frame: Frame): Value {
  // Chains lean left and may be long: from the outermost link inwards, then evaluated outwards, without recursion.
  const links: Link[] = [];
  let base = node;
  while (base.k === "attribute" || base.k === "index" || base.k === "splat" || base.k === "binary") {
    links.push(base);
    base = base.k === "binary" ? base.left : base.from;
  }
  const before = frame.diagnostics.length;
  let value = evaluateBase(base, frame);
  for (const link of links.reverse()) value = evaluateLink(link, value, before, frame);
  return value;
}

function evaluateLink(link: Link, value: Value, before: number, frame: Frame): Value {
  switch (link.k) {
    case "attribute":
      return getAttribute(value, link, frame);
    case "index":
      return getIndex(value, frame.evaluate(link.key), link, frame);
    case "splat":
      // What a splat gives depends on what it goes through; of a value with mistakes not even the type is sure.
      return hasErrors(frame.diagnostics.slice(before)) ? unknown : evaluateSplat(link, value, frame);
    case "binary": {
      const { operator } = link;
      if (operator === "&&" || operator === "||") return evaluateLogic({ ...link, operator }, value, before, frame);
      return evaluateBinary({ ...link, operator }, value, frame);
    }
  }
}

function evaluateBase(node: Exclude<Node, Link>, frame: Frame): Value {
  switch (node.k) {
    case "null":
      return V.null(T.dynamic);
    case "bool":
      return V.bool(node.value);
    case "number":
      return evaluateNumber(node, frame);
    case "string":
      return V.string(node.text);
    case "template":
      return evaluateTemplate(node, frame);
    case "wrap":
    case "parentheses":
      return frame.evaluate(node.inner);
    case "key":
      return evaluateKey(node, frame) ?? unknown;
    case "template-if":
      return evaluateTemplateIf(node, frame);
    case "template-for":
      return evaluateTemplateFor(node, frame);
    case "root":
      return evaluateRoot(node, frame);
    case "item":
      return frame.item ?? unknown;
    case "call":
      return evaluateCall(node, frame);
    case "unary":
      return evaluateUnary(node, frame);
    case "conditional":
      return evaluateConditional(node, frame);
    case "tuple":
      return evaluateTuple(node, frame);
    case "object":
      return evaluateObject(node, frame);
    case "for":
      return evaluateFor(node, frame);
    case "broken":
      return unknown;
  }
}

function evaluateNumber(node: Node & { readonly k: "number" }, frame: Frame): Value {
  const number = parseNumber(node.text);
  if (number) return V.number(number);
  frame.report(node.range, "Invalid number", `The number ${node.text} is out of range. Use a smaller exponent.`);
  return V.unknown(T.number);
}

function evaluateRoot(node: RootNode, frame: Frame): Value {
  const value = lookUpVariable(frame.scope, node.name);
  if (value) return value;
  const names = namesInScope(frame.scope, "variables");
  if (names.length === 0) {
    const detail = `Names cannot be used here, only values that stand there as they are. If "${node.name}" is meant as text, put it in double quotes.`;
    frame.report(node.range, "Variables not allowed", detail);
    return unknown;
  }
  const isFunction = lookUpFunction(frame.scope, node.name) !== undefined;
  const suggestion = isFunction ? undefined : suggestName(node.name, names);
  const advice = isFunction
    ? ` There is a function of that name: call it as ${node.name}(...).`
    : didYouMean(suggestion) || ` If it is meant as text, put it in double quotes.`;
  frame.report(node.range, "Unknown variable", `There is no variable named "${node.name}".${advice}`, [], {
    suggestion,
  });
  return unknown;
}
