import { hasErrors } from "../../packages/hcl/src/diagnostic.ts";
import { controlFunctions } from "../../packages/hcl/src/functions/control-functions.ts";
import { parseExpression } from "../../packages/hcl/src/syntax/parse-file.ts";
import { type Case, type CaseResult, failed, passed } from "../case.ts";
import { isWanted, readValue, showValue } from "../neutral.ts";
import { readVariables } from "./hcl-expression.ts";

/** Runs one case of the category hcl_try. */
export function runHclTryCase(given: Case): CaseResult {
  const parsed = parseExpression(String(given.input), "case.hcl");
  const scope = { variables: readVariables(given.variables), functions: new Map(Object.entries(controlFunctions)) };
  const { value, diagnostics } = parsed.value.evaluate(scope);
  const problems = [...parsed.diagnostics, ...diagnostics];
  if (given.error) return hasErrors(problems) ? passed : failed(`an error was expected, ${showValue(value)} came`);
  const said = problems.map((d) => `${d.summary}: ${d.detail}`).join("; ");
  if (hasErrors(problems)) return failed(`no error was expected, "${said}" came`);
  const want = readValue(given.want);
  return isWanted(value, want, false) ? passed : failed(`${showValue(want)} was expected, ${showValue(value)} came`);
}
