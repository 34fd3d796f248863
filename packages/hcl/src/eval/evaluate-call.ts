import { appendAll } from "../append-all.ts";
import { hasErrors } from "../diagnostic.ts";
import { callFunction } from "../functions/call-function.ts";
import { type Fn, FunctionError, type LazyArgument } from "../functions/contract.ts";
import { didYouMean, suggestName } from "../suggest-name.ts";
import type { CallNode, Node } from "../syntax/ast.ts";
import { readTypeConstraint } from "../syntax/read-type-constraint.ts";
import { T, typeName } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { typeOf, V, withMarks } from "../value/value.ts";
import { EvaluationError } from "./evaluation-error.ts";
import type { Frame } from "./frame.ts";
import { lookUpFunction, namesInScope } from "./look-up-name.ts";

const unknown = V.unknown(T.dynamic);

/** An argument as it stands there, or one element of the list that the last argument expands to. */
interface Argument {
  readonly node: Node;
  readonly value: Value | undefined;
}

/** `name(a, b...)` */
export function evaluateCall(node: CallNode, frame: Frame): Value {
  const fn = findFunction(node, frame);
  if (!fn) return unknown;
  const args = expandArguments(node, frame);
  if (!args) return unknown;
  if (!checkCount(node, fn, args.length, frame)) return unknown;
  if (fn.lazy) return callLazily(node, fn.lazy, args, frame);
  const before = frame.diagnostics.length;
  const values = args.map((argument) => argument.value ?? frame.evaluate(argument.node));
  if (hasErrors(frame.diagnostics.slice(before))) return unknown;
  const outcome = callFunction(fn, values);
  if ("value" in outcome) return outcome.value;
  reportFailure(node, fn, args, outcome, frame);
  return unknown;
}

/** Terraform's functions that convert, with the type that `convert` takes for each. */
const typesOfConversions: ReadonlyMap<string, string> = new Map([
  ["tobool", "bool"],
  ["tolist", "list(any)"],
  ["tomap", "map(any)"],
  ["tonumber", "number"],
  ["toset", "set(any)"],
  ["tostring", "string"],
]);

function findFunction(node: CallNode, frame: Frame): Fn | undefined {
  const fn = lookUpFunction(frame.scope, node.name);
  if (fn) return fn;
  const names = namesInScope(frame.scope, "functions");
  if (names.length === 0) {
    frame.report(
      node.nameRange,
      "Function calls not allowed",
      "Functions cannot be used here. Write the value itself.",
    );
    return undefined;
  }
  const type = names.includes("convert") ? typesOfConversions.get(node.name) : undefined;
  const suggestion = type ? undefined : suggestName(node.name, names);
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0 && suggestion === undefined) {
    // The name may well be that of a function elsewhere.
    const detail = `Only ${only}() can be called here, not "${node.name}". Write the value itself, or compute it in a local.`;
    frame.report(node.nameRange, "Call to unknown function", detail);
    return undefined;
  }
  const advice = type
    ? ` Write convert(..., ${type}) for what it does in Terraform.`
    : didYouMean(suggestion) || " Check the name.";
  frame.report(node.nameRange, "Call to unknown function", `There is no function "${node.name}".${advice}`, [], {
    suggestion,
  });
  return undefined;
}

/** Undefined where it cannot be told how many arguments there are: after an error, or while the expanded list is unknown. */
function expandArguments(node: CallNode, frame: Frame): readonly Argument[] | undefined {
  const last = node.args.at(-1);
  const args = node.args.map((arg): Argument => ({ node: arg, value: undefined }));
  if (!node.expandsLast || !last) return args;
  const list = frame.evaluate(last);
  const type = typeOf(list);
  if (list.k === "null") {
    frame.report(
      last.range,
      "Invalid expanding argument value",
      'The value in front of "..." is null. Give a list, or an empty one.',
      [last],
    );
    return undefined;
  }
  if (list.k === "list" || list.k === "set" || list.k === "tuple") {
    return [...args.slice(0, -1), ...list.items.map((item) => ({ node: last, value: withMarks(item, list.marks) }))];
  }
  if (list.k !== "unknown" || !["dynamic", "list", "set", "tuple"].includes(type.k)) {
    const detail = `The value in front of "..." must be a list, set or tuple, but it is a ${typeName(type)}. Put it in brackets, or remove the dots.`;
    frame.report(last.range, "Invalid expanding argument value", detail, [last]);
  }
  return undefined;
}

function checkCount(node: CallNode, fn: Fn, count: number, frame: Frame): boolean {
  const missing = fn.params[count];
  const usage = describeUsage(node.name, fn);
  if (missing) {
    const detail = `The function "${node.name}" needs a value for its parameter "${missing.name}". Call it as ${usage}.`;
    frame.report(node.closeRange, "Not enough function arguments", detail, [], { context: node.range });
    return false;
  }
  if (fn.variadic || count <= fn.params.length) return true;
  const extra = node.args[fn.params.length] ?? node.args.at(-1);
  const detail = `The function "${node.name}" takes ${fn.params.length === 1 ? "one argument" : `${fn.params.length} arguments`}, but was given ${count}. Call it as ${usage}.`;
  frame.report(extra?.range ?? node.range, "Too many function arguments", detail, [], { context: node.range });
  return false;
}

function describeUsage(name: string, fn: Fn): string {
  const names = [...fn.params.map((p) => p.name), ...(fn.variadic ? [`${fn.variadic.name}...`] : [])];
  return `${name}(${names.join(", ")})`;
}

function callLazily(node: CallNode, lazy: NonNullable<Fn["lazy"]>, args: readonly Argument[], frame: Frame): Value {
  try {
    return lazy(args.map((argument) => lazyArgument(argument, frame)));
  } catch (error) {
    if (error instanceof EvaluationError) appendAll(frame.diagnostics, error.diagnostics);
    else if (error instanceof FunctionError) reportFailure(node, undefined, args, failureOf(error), frame);
    else throw error;
    return unknown;
  }
}

function failureOf(error: FunctionError): { error: string; argument?: number } {
  return error.argument === undefined ? { error: error.message } : { error: error.message, argument: error.argument };
}

function lazyArgument(argument: Argument, frame: Frame): LazyArgument {
  return {
    value: () => {
      if (argument.value) return argument.value;
      const apart = frame.apart();
      const value = apart.evaluate(argument.node);
      if (hasErrors(apart.diagnostics)) throw new EvaluationError(apart.diagnostics);
      appendAll(frame.diagnostics, apart.diagnostics);
      return value;
    },
    asType: () => {
      const { value, diagnostics } = readTypeConstraint(frame.language.expressionOf(argument.node));
      const [first] = diagnostics;
      if (first) throw new EvaluationError(diagnostics);
      return value.type;
    },
  };
}

function reportFailure(
  node: CallNode,
  fn: Fn | undefined,
  args: readonly Argument[],
  failure: { readonly error: string; readonly argument?: number },
  frame: Frame,
): void {
  const argument = failure.argument === undefined ? undefined : args[failure.argument];
  if (!argument || failure.argument === undefined) {
    const detail = `The call of the function "${node.name}" failed: ${endSentence(failure.error)}`;
    frame.report(node.range, "Error in function call", detail, node.args);
    return;
  }
  const name = (fn?.params[failure.argument] ?? fn?.variadic)?.name;
  const which = name === undefined ? `argument ${failure.argument + 1}` : `the parameter "${name}"`;
  const detail = `The value for ${which} of "${node.name}" is not valid: ${endSentence(failure.error)}`;
  frame.report(argument.node.range, "Invalid function argument", detail, [argument.node], { context: node.range });
}

function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
