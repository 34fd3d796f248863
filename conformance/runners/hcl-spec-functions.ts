import { hasErrors } from "../../packages/hcl/src/diagnostic.ts";
import { type Fn, FunctionError, type Parameter } from "../../packages/hcl/src/functions/contract.ts";
import { standardFunctions } from "../../packages/hcl/src/functions/standard-functions.ts";
import type { Block, Expression } from "../../packages/hcl/src/syntax/contract.ts";
import { T } from "../../packages/hcl/src/value/type.ts";
import type { Value } from "../../packages/hcl/src/value/types.ts";
import { V } from "../../packages/hcl/src/value/value.ts";
import { operatorFunctions } from "../operator-functions.ts";

const standard = standardFunctions({ baseDir: "/", cwd: "/", startedAt: new Date(0), env: {} });
const shared = ["abs", "concat", "jsondecode", "jsonencode", "length", "lower", "max", "min", "substr", "upper"];

/** The functions that a specification itself may use, by the names that they have there. */
export const specFunctions: ReadonlyMap<string, Fn> = new Map(
  Object.entries({
    ...Object.fromEntries(shared.map((name) => [name, standard.get(name)])),
    reverse: standard.get("strrev"),
    coalesce: operatorFunctions.Coalesce,
    hasindex: operatorFunctions.HasIndex,
    int: operatorFunctions.Int,
    strlen: operatorFunctions.Strlen,
  }).flatMap(([name, fn]) => (fn ? [[name, fn] as const] : [])),
);

/** A function that a block of a specification defines for the body: its result is an expression of its parameters. */
export function readFunction(block: Block): Fn {
  const names = ["params", "variadic_param", "result"].map((name) => ({ name }));
  const { attributes } = block.body.content({ attributes: names, blocks: [] }).value;
  const result = attributes.get("result")?.expression;
  if (!result) throw new Error(`the function ${block.labels[0]} has no result`);
  const params = (attributes.get("params")?.expression.asList() ?? []).map(parameterOf);
  const rest = attributes.get("variadic_param")?.expression;
  const variadic = rest && parameterOf(rest);
  return {
    description: "a function of the specification",
    params,
    ...(variadic ? { variadic } : {}),
    returns: () => T.dynamic,
    call: (args) => {
      const variables = new Map<string, Value>(params.map(({ name }, i) => [name, args[i] ?? V.null(T.dynamic)]));
      if (variadic) variables.set(variadic.name, V.tuple(args.slice(params.length)));
      const { value, diagnostics } = result.evaluate({ variables, functions: specFunctions });
      if (hasErrors(diagnostics)) throw new FunctionError(diagnostics.map(({ detail }) => detail).join("; "));
      return value;
    },
  };
}

function parameterOf(name: Expression): Parameter {
  const root = name.asTraversal()?.root ?? "";
  return { name: root, type: T.dynamic, allowNull: true, allowUnknown: true, allowMarked: true };
}
