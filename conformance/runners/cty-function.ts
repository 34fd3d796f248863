import { type CallResult, callFunction } from "../../packages/hcl/src/functions/call-function.ts";
import type { Fn } from "../../packages/hcl/src/functions/contract.ts";
import { standardFunctions } from "../../packages/hcl/src/functions/standard-functions.ts";
import { convertedType } from "../../packages/hcl/src/value/converted-type.ts";
import { T, typeEquals } from "../../packages/hcl/src/value/type.ts";
import type { Value } from "../../packages/hcl/src/value/types.ts";
import { typeOf } from "../../packages/hcl/src/value/value.ts";
import { type Case, type CaseResult, failed, passed } from "../case.ts";
import { hasRefinement, isWanted, readValue, showValue } from "../neutral.ts";
import { operatorFunctions } from "../operator-functions.ts";

const functions = standardFunctions({ baseDir: "/", cwd: "/", startedAt: new Date(0), env: {} });

/** Runs one case of the category cty_function. */
export function runCtyFunctionCase(given: Case): CaseResult {
  const fn = findFunction(given);
  if (!fn) return failed(`there is no function ${String(given.function)}`);
  const args = Array.isArray(given.args) ? given.args.map(readValue) : [];
  const result = given.direct_only === true ? callDirectly(fn, args) : callFunction(fn, args);
  if (given.error !== false) {
    const isRefined = hasRefinement(given.args) && "value" in result && result.value.k === "unknown";
    return "error" in result || isRefined ? passed : failed(`an error was expected, ${showValue(result.value)} came`);
  }
  const want = readValue(given.want);
  if ("error" in result) return failed(`${showValue(want)} was expected, the error "${result.error}" came`);
  if (isWanted(result.value, want, hasRefinement(given.args))) return passed;
  if (want.k === "unknown" && want.type.k === "dynamic" && result.value.k === "unknown" && args.some(isOfAnyType)) {
    // The language converts an argument before the call, so it knows more of the result than who calls without that.
    return passed;
  }
  return failed(`${showValue(want)} was expected, ${showValue(result.value)} came`);
}

function isOfAnyType(value: Value): boolean {
  return value.k === "unknown" && value.type.k === "dynamic";
}

/** As a program calls it: arguments are not converted to the types of the parameters. */
function callDirectly(fn: Fn, args: readonly Value[]): CallResult {
  const wrong = args.findIndex((arg, i) => {
    const type = typeOf(arg);
    const to = convertedType(type, (fn.params[i] ?? fn.variadic)?.type ?? T.dynamic);
    return type.k !== "dynamic" && !(to && typeEquals(to, type));
  });
  return wrong < 0 ? callFunction(fn, args) : { error: "the argument is of another type", argument: wrong };
}

/** What a template calls the functions whose names are not just those of the standard library of cty in lower case. */
const otherNames: Readonly<Record<string, string>> = {
  Absolute: "abs",
  RegexReplace: "regex_replace",
  Reverse: "strrev",
  ReverseList: "reverse",
};

function findFunction(given: Case): Fn | undefined {
  return typeof given.packer === "string" ? functions.get(given.packer) : findCtyFunction(String(given.function));
}

/** The function of cty's standard library that has this name there, without the `Func` at its end. */
export function findCtyFunction(name: string): Fn | undefined {
  return operatorFunctions[name] ?? functions.get(otherNames[name] ?? name.toLowerCase());
}
