import { hasErrors, type Result } from "../../packages/hcl/src/diagnostic.ts";
import type { Fn } from "../../packages/hcl/src/functions/contract.ts";
import type { Expression, Scope } from "../../packages/hcl/src/syntax/contract.ts";
import { parseExpression, parseTemplate } from "../../packages/hcl/src/syntax/parse-file.ts";
import { sameValue } from "../../packages/hcl/src/value/equality.ts";
import { neg } from "../../packages/hcl/src/value/number.ts";
import { T } from "../../packages/hcl/src/value/type.ts";
import type { Value } from "../../packages/hcl/src/value/types.ts";
import { V } from "../../packages/hcl/src/value/value.ts";
import { type Case, type CaseResult, failed, passed } from "../case.ts";
import { isWanted, readValue, showValue } from "../neutral.ts";
import { findCtyFunction } from "./cty-function.ts";

/** Runs one case of the category hcl_expr. */
export function runHclExpressionCase(given: Case): CaseResult {
  return runCase(given, parseExpression(String(given.input), "case.hcl"));
}

/** Runs one case of the category hcl_template. */
export function runHclTemplateCase(given: Case): CaseResult {
  return runCase(given, parseTemplate(String(given.input), "case.hcl"));
}

function runCase(given: Case, parsed: Result<Expression>): CaseResult {
  const scope: Scope = { variables: readVariables(given.variables), functions: readFunctions(given.functions) };
  const { value, diagnostics } = parsed.value.evaluate(scope);
  const problems = [...parsed.diagnostics, ...diagnostics];
  const said = problems.map((d) => `${d.summary}: ${d.detail}`).join("; ");
  if (hasErrors(problems) !== Number(given.diags) > 0) {
    return failed(`${String(given.diags)} errors were expected, ${showValue(value)} came with "${said}"`);
  }
  const want = readValue(given.want);
  const isAnyUnknown = given.note !== undefined && want.k === "unknown" && value.k === "unknown";
  if (isAnyUnknown || isWanted(value, want, false) || sameValue(value, want)) return passed;
  return failed(`${showValue(want)} was expected, ${showValue(value)} came (${said})`);
}

/** The variables of a case; an unknown object that is known not to be null is an object of unknown attributes. */
export function readVariables(json: unknown): ReadonlyMap<string, Value> {
  return new Map(Object.entries(json ?? {}).map(([name, value]) => [name, readVariable(value)]));
}

function readVariable(json: unknown): Value {
  const value = readValue(json);
  const isNotNull = typeof json === "object" && json !== null && JSON.stringify(json).includes('"not_null":true');
  if (value.k !== "unknown" || value.type.k !== "object" || !isNotNull) return value;
  return V.object(Array.from(value.type.attributes, ([name, type]) => [name, V.unknown(type)] as const));
}

/** The functions of the test tables, by the names that these give them. */
const functions: Readonly<Record<string, Fn>> = {
  UpperFunc: {
    params: [{ name: "str", type: T.string }],
    description: "upper case",
    returns: () => T.string,
    call: ([text]) => (text?.k === "string" ? V.string(text.value.toUpperCase()) : V.unknown(T.string)),
  },
  LowerFunc: {
    params: [{ name: "str", type: T.string }],
    description: "lower case",
    returns: () => T.string,
    call: ([text]) => (text?.k === "string" ? V.string(text.value.toLowerCase()) : V.unknown(T.string)),
  },
  NegateFunc: {
    params: [{ name: "num", type: T.number }],
    description: "the number with the other sign",
    returns: () => T.number,
    call: ([number]) => (number?.k === "number" ? V.number(neg(number.value)) : V.unknown(T.number)),
  },
};

function readFunctions(json: unknown): ReadonlyMap<string, Fn> {
  const found = new Map<string, Fn>();
  for (const [name, goName] of Object.entries(json ?? {})) {
    const fn = functions[String(goName)] ?? findCtyFunction(String(goName).replace(/Func$/, ""));
    if (!fn) throw new Error(`the case needs the function ${String(goName)}, which is not defined`);
    found.set(name, fn);
  }
  return found;
}
