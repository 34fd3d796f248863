import { appendAll } from "../append-all.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { EvaluationError } from "../eval/evaluation-error.ts";
import { convert, describeConversionError } from "../value/convert.ts";
import { T } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { isWhollyKnown, marksDeep, V, withMarks } from "../value/value.ts";
import { type Fn, FunctionError, type LazyArgument, type Parameter } from "./contract.ts";
import { parameter } from "./define-function.ts";

/** The value, or why there is none; what is not a mistake of the template is thrown on. */
function attempt(argument: LazyArgument): { readonly value: Value } | { readonly diagnostics: readonly Diagnostic[] } {
  try {
    return { value: argument.value() };
  } catch (error) {
    if (error instanceof EvaluationError) return { diagnostics: error.diagnostics };
    throw error;
  }
}

function tryAll(args: readonly LazyArgument[]): Value {
  if (args.length === 0) throw new FunctionError("at least one expression must be given");
  const failures: string[] = [];
  for (const argument of args) {
    const outcome = attempt(argument);
    if ("value" in outcome) {
      if (isWhollyKnown(outcome.value)) return outcome.value;
      // What is not known yet may still fail later, so not even its type can be told; a secret it stays.
      return withMarks(V.unknown(T.dynamic), marksDeep(outcome.value));
    }
    appendAll(failures, outcome.diagnostics.filter(({ severity }) => severity === "error").map(describeDiagnostic));
  }
  throw new FunctionError(
    `no expression succeeded:\n${failures.join("\n")}\nAt least one expression must evaluate without an error.`,
  );
}

function describeDiagnostic({ summary, detail, subject }: Diagnostic): string {
  const place = subject ? ` (at ${subject.filename}:${subject.start.line},${subject.start.column})` : "";
  return `- ${summary}${place}${detail === "" ? "" : `\n  ${detail}`}`;
}

function can([argument]: readonly LazyArgument[]): Value {
  if (!argument) throw new FunctionError("one expression must be given");
  const outcome = attempt(argument);
  if (!("value" in outcome)) return V.bool(false);
  return isWhollyKnown(outcome.value) ? V.bool(true) : V.unknown(T.bool);
}

function convertTo([value, type]: readonly LazyArgument[]): Value {
  if (!value || !type) throw new FunctionError("a value and a type must be given");
  const wanted = type.asType();
  const converted = convert(value.value(), wanted);
  if ("error" in converted) throw new FunctionError(describeConversionError(converted), 0);
  return converted.value;
}

function lazyFunction(
  description: string,
  params: readonly Parameter[],
  lazy: NonNullable<Fn["lazy"]>,
  variadic?: Parameter,
): Fn {
  const unused = (): never => {
    throw new TypeError("the arguments of this function are not evaluated before the call");
  };
  return { description, params, ...(variadic ? { variadic } : {}), returns: () => T.dynamic, call: unused, lazy };
}

const expression = (name: string) =>
  parameter(name, T.dynamic, { allowNull: true, allowUnknown: true, allowMarked: true });

/** `can`, `try` and `convert`: functions of expressions. */
export const controlFunctions: Readonly<Record<string, Fn>> = {
  can: lazyFunction("Whether an expression evaluates without an error.", [expression("expression")], can),
  convert: lazyFunction("A value converted to a type.", [expression("value"), expression("type")], convertTo),
  try: lazyFunction(
    "The first of the expressions that evaluates without an error.",
    [],
    tryAll,
    expression("expressions"),
  ),
};
