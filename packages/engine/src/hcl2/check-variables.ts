import type { Diagnostic, Scope } from "@ingot/hcl";
import { appendAll, convert, errorAt, hasErrors, isKnown, isNull, T, V } from "@ingot/hcl";
import { type Assignment, type Assignments, place } from "./assign-variables.ts";
import type { Variable } from "./variable.ts";

/**
 * Checks the final values: none missing, every validation rule kept. `functions` has the functions that conditions may call. Of a variable
 * whose value is wrong, or may stand in what could not be read, nothing more is said.
 */
export function checkVariables(
  variables: ReadonlyMap<string, Variable>,
  { values, failed, unread }: Pick<Assignments, "values" | "failed" | "unread">,
  functions: Scope["functions"],
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const variable of variables.values()) {
    const { name, isInDoubt, writtenDefault } = variable;
    if (isInDoubt || failed.has(name) || unread.mentions(name)) continue;
    const assignment = values.get(name);
    if (assignment) checkRules(variable, assignment, functions, diagnostics);
    else if (!writtenDefault) diagnostics.push(unset(variable));
  }
  return diagnostics;
}

function checkRules(
  variable: Variable,
  assignment: Assignment,
  functions: Scope["functions"],
  diagnostics: Diagnostic[],
): void {
  const scope: Scope = {
    variables: new Map([["var", V.object([[variable.name, assignment.value]])]]),
    functions,
  };
  for (const rule of variable.validations) {
    const result = rule.condition.evaluate(scope);
    appendAll(diagnostics, result.diagnostics);
    if (hasErrors(result.diagnostics) || !isKnown(result.value)) continue;
    const verdict = convert(result.value, T.bool);
    if (!("value" in verdict) || isNull(verdict.value)) {
      diagnostics.push(
        errorAt(
          rule.condition.range,
          "Invalid variable validation result",
          "The condition must give true or false. Change the expression so that it does.",
        ),
      );
    } else if (verdict.value.k === "bool" && !verdict.value.value) {
      diagnostics.push(
        errorAt(
          assignment.range,
          `Invalid value for ${assignment.origin} variable`,
          `${rule.errorMessage}\n\nThis was checked by the validation rule at ${place(rule.range)}.`,
        ),
      );
    }
  }
}

function unset(variable: Variable): Diagnostic {
  const { name } = variable;
  return errorAt(
    variable.range,
    `Unset variable "${name}"`,
    `The variable has no default and was given no value. Use -var ${name}=..., a variable file with -var-file, or the environment variable PKR_VAR_${name}; or write a default here.`,
  );
}
