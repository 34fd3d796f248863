import type { Diagnostic, Result } from "../diagnostic.ts";
import type { Range } from "../source.ts";
import type { Node } from "../syntax/ast.ts";
import type { Expression } from "../syntax/contract.ts";
import type { Path, Value } from "../value/types.ts";
import { evaluate } from "./evaluate.ts";
import { findTraversals } from "./find-traversals.ts";
import { Frame, type Language } from "./frame.ts";
import { asTraversal, constantKey } from "./static-traversal.ts";

/** An expression of the native syntax as the layers above see it. */
export function nativeExpression(node: Node): Expression {
  return {
    range: node.range,
    evaluate: (scope): Result<Value> => {
      const diagnostics: Diagnostic[] = [];
      const value = evaluate(node, new Frame(language, scope, diagnostics));
      return { value, diagnostics };
    },
    variables: () => findTraversals(node),
    rangeOf: (path) => rangeOf(node, path),
    asTraversal: () => asTraversal(node),
    asCall: () =>
      node.k === "call" && !node.expandsLast
        ? { name: node.name, nameRange: node.nameRange, args: node.args.map(nativeExpression) }
        : undefined,
    asList: () => (node.k === "tuple" ? node.items.map(nativeExpression) : undefined),
    asPairs: () =>
      node.k === "object"
        ? node.pairs.map(({ key, value }) => ({ key: nativeExpression(key), value: nativeExpression(value) }))
        : undefined,
  };
}

const language: Language = { evaluate, expressionOf: nativeExpression };

function rangeOf(node: Node, path: Path): Range {
  const [step, ...rest] = path;
  if (step === undefined) return node.range;
  if (node.k === "parentheses" || node.k === "wrap") return rangeOf(node.inner, path);
  const part = partAt(node, step);
  return part ? rangeOf(part, rest) : node.range;
}

function partAt(node: Node, step: string | number): Node | undefined {
  if (node.k === "tuple") return typeof step === "number" ? node.items[step] : undefined;
  if (node.k !== "object") return undefined;
  return node.pairs.findLast(({ key }) => keyText(key.inner) === String(step))?.value;
}

function keyText(node: Node): string | undefined {
  if (node.k === "root") return node.name;
  if (node.k === "null") return "null";
  if (node.k === "bool") return String(node.value);
  if (node.k === "number") return node.text;
  const key = constantKey(node);
  return key?.k === "string" ? key.value : undefined;
}
