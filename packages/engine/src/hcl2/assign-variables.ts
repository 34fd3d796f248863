import { readFile } from "node:fs/promises";
import type { Diagnostic, ParsedFile, Range, Scope, Type, Value } from "@ingot/hcl";
import {
  applyDefaults,
  convert,
  errorAt,
  hasErrors,
  isKnown,
  isNull,
  parseExpression,
  parseFile,
  parseJsonFile,
  suggestName,
  T,
  V,
  warningAt,
} from "@ingot/hcl";
import type { LoadOptions } from "../template/template.ts";
import type { Variable } from "./variable.ts";

/** Where a variable got its value; the words stand in messages. */
type Origin = "default" | "env" | "varfile" | "cmd";

export interface Assignment {
  readonly value: Value;
  readonly origin: Origin;
  readonly range: Range;
}

export interface Assignments {
  readonly values: ReadonlyMap<string, Assignment>;
  readonly sources: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Gives the variables their values: default, then PKR_VAR_*, automatic variable files, -var-file, -var; the last one wins.
 * Every assignment is checked, also one that is overridden.
 */
export async function assignVariables(
  variables: ReadonlyMap<string, Variable>,
  automaticFiles: readonly string[],
  options: LoadOptions,
): Promise<Assignments> {
  const values = new Map<string, Assignment>();
  const sources = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  for (const variable of variables.values()) {
    if (variable.default) values.set(variable.name, { ...variable.default, origin: "default" });
    const text = options.env[`PKR_VAR_${variable.name}`];
    if (text !== undefined) assignText(variable, text, "env", values, sources, diagnostics);
  }
  for (const path of [...automaticFiles, ...options.variableFiles]) {
    const isUndeclaredWorthAWarning = options.warnsOfUndeclared;
    await assignFile(path, variables, isUndeclaredWorthAWarning, values, sources, diagnostics);
  }
  for (const { name, value } of options.variables) {
    const variable = variables.get(name);
    if (variable) assignText(variable, value, "cmd", values, sources, diagnostics);
    else diagnostics.push(undeclaredArgument(name, [...variables.keys()]));
  }
  return { values, sources, diagnostics };
}

/** Checks the final values: none missing, every validation rule kept. `functions` has the functions that conditions may call. */
export function checkVariables(
  variables: ReadonlyMap<string, Variable>,
  values: ReadonlyMap<string, Assignment>,
  functions: Scope["functions"],
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const variable of variables.values()) {
    const assignment = values.get(variable.name);
    if (assignment) checkRules(variable, assignment, functions, diagnostics);
    else diagnostics.push(unset(variable));
  }
  return diagnostics;
}

function assignText(
  variable: Variable,
  text: string,
  origin: "env" | "cmd",
  values: Map<string, Assignment>,
  sources: Map<string, string>,
  diagnostics: Diagnostic[],
): void {
  const filename = `<value for var.${variable.name} from ${origin === "env" ? "env" : "arguments"}>`;
  sources.set(filename, text);
  const whole = rangeOfText(filename, text);
  let value: Value = V.string(text);
  if (!isPlainText(variable.type)) {
    const parsed = parseExpression(text, filename);
    const evaluated = parsed.value.evaluate(undefined);
    const problems = [...parsed.diagnostics, ...(hasErrors(parsed.diagnostics) ? [] : evaluated.diagnostics)];
    diagnostics.push(...problems);
    if (hasErrors(problems)) return;
    value = evaluated.value;
  }
  const summary = origin === "cmd" ? "Invalid argument value for -var variable" : "Invalid value for variable";
  assign(variable, value, origin, whole, summary, values, diagnostics);
}

/** Strings, numbers and untyped variables take the text as it is; anything else is read as an expression. */
function isPlainText(type: Type): boolean {
  return type.k === "string" || type.k === "number" || type.k === "dynamic";
}

async function assignFile(
  path: string,
  variables: ReadonlyMap<string, Variable>,
  warns: boolean,
  values: Map<string, Assignment>,
  sources: Map<string, string>,
  diagnostics: Diagnostic[],
): Promise<void> {
  const parsed = await parseVariableFile(path, diagnostics);
  if (!parsed) return;
  sources.set(path, parsed.text);
  const declarations = parsed.body.partial({ attributes: [], blocks: [{ type: "variable", labels: ["name"] }] });
  const declaration = declarations.value.blocks[0];
  if (declaration && !path.endsWith(".json")) {
    diagnostics.push(
      errorAt(
        declaration.headerRange,
        "Variable declaration in a .pkrvar file",
        `A variable file gives values: write ${declaration.labels[0] ?? "name"} = ... here, and declare the variable in a *.pkr.hcl file.`,
      ),
    );
    return;
  }
  const attributes = parsed.body.attributes();
  diagnostics.push(...attributes.diagnostics);
  for (const attribute of attributes.value.values()) {
    const variable = variables.get(attribute.name);
    if (!variable) {
      if (warns) diagnostics.push(undeclaredInFile(attribute.name, attribute.nameRange, [...variables.keys()]));
      continue;
    }
    const result = attribute.expression.evaluate(undefined);
    diagnostics.push(...result.diagnostics);
    if (hasErrors(result.diagnostics)) continue;
    assign(
      variable,
      result.value,
      "varfile",
      attribute.expression.range,
      "Invalid value for variable",
      values,
      diagnostics,
    );
  }
}

async function parseVariableFile(path: string, diagnostics: Diagnostic[]): Promise<ParsedFile | undefined> {
  const parse = path.endsWith(".hcl") ? parseFile : path.endsWith(".json") ? parseJsonFile : undefined;
  if (!parse) {
    diagnostics.push(
      errorAt(
        undefined,
        "Could not guess the format of a variable file",
        `"${path}" ends neither with .hcl nor with .json. Rename it, for example to values.pkrvars.hcl.`,
      ),
    );
    return undefined;
  }
  try {
    const parsed = parse(await readFile(path), path);
    diagnostics.push(...parsed.diagnostics);
    return parsed.file;
  } catch (error) {
    diagnostics.push(
      errorAt(
        undefined,
        "Could not read a variable file",
        `"${path}": ${error instanceof Error ? error.message : String(error)}. Check the path after -var-file.`,
      ),
    );
    return undefined;
  }
}

function assign(
  variable: Variable,
  value: Value,
  origin: Origin,
  range: Range,
  summary: string,
  values: Map<string, Assignment>,
  diagnostics: Diagnostic[],
): void {
  const converted = convert(variable.defaults ? applyDefaults(value, variable.defaults) : value, variable.type);
  if ("value" in converted) values.set(variable.name, { value: converted.value, origin, range });
  else {
    diagnostics.push(
      errorAt(
        range,
        summary,
        `The value for "${variable.name}" does not fit the type of the variable: ${converted.error}. The variable is declared in ${place(variable.range)}.`,
      ),
    );
  }
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
    diagnostics.push(...result.diagnostics);
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

function undeclaredArgument(name: string, declared: readonly string[]): Diagnostic {
  const meant = suggestName(name, declared);
  const hint = meant
    ? ` Did you mean "${meant}"?`
    : ` Declare it in the template (variable "${name}" {}), or leave it out.`;
  return errorAt(
    undefined,
    "Undefined -var variable",
    `A "${name}" variable was passed on the command line, and the template declares none of that name.${hint}`,
  );
}

function undeclaredInFile(name: string, range: Range, declared: readonly string[]): Diagnostic {
  const meant = suggestName(name, declared);
  return warningAt(
    range,
    "Undefined variable",
    `The variable "${name}" is given a value here, but the template does not declare it.${meant ? ` Did you mean "${meant}"?` : ` Declare it (variable "${name}" {}), or remove it.`}`,
  );
}

function place(range: Range): string {
  return `${range.filename}:${range.start.line},${range.start.column}`;
}

function rangeOfText(filename: string, text: string): Range {
  return {
    filename,
    start: { line: 1, column: 1, byte: 0 },
    end: { line: 1, column: text.length + 1, byte: Buffer.byteLength(text) },
  };
}
