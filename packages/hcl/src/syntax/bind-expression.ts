import { T } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { V } from "../value/value.ts";
import type { Expression, Scope } from "./contract.ts";

/** Names that an expression sees besides those of the scope that it is evaluated in. */
export interface Binding {
  readonly variables: ReadonlyMap<string, Value>;
  /** The expression's value cannot be known yet, whatever it says. */
  readonly isUnknown: boolean;
}

/** The expression with some of its names bound already. */
export function bindExpression(expression: Expression, binding: Binding): Expression {
  if (binding.variables.size === 0) return expression;
  const { variables } = binding;
  const bind = (part: Expression) => bindExpression(part, binding);
  return {
    range: expression.range,
    evaluate: (scope) => {
      if (binding.isUnknown) return { value: V.unknown(T.dynamic), diagnostics: [] };
      const inner: Scope = { variables, functions: new Map(), ...(scope ? { parent: scope } : {}) };
      return expression.evaluate(inner);
    },
    variables: () => expression.variables().filter((traversal) => !variables.has(traversal.root)),
    rangeOf: expression.rangeOf,
    asTraversal: expression.asTraversal,
    asCall: () => {
      const call = expression.asCall();
      return call && { ...call, args: call.args.map(bind) };
    },
    asList: () => expression.asList()?.map(bind),
    asPairs: () => expression.asPairs()?.map(({ key, value }) => ({ key: bind(key), value: bind(value) })),
  };
}
