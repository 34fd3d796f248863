import { resolve } from "node:path";
import type { Diagnostic, ParsedFile, Range, Type, Value } from "@ingot/hcl";
import {
  appendAll,
  applyDefaults,
  convert,
  errorAt,
  hasErrors,
  parseExpression,
  parseFile,
  parseJsonFile,
  readInput,
  suggestName,
  T,
  V,
  warningAt,
} from "@ingot/hcl";
import { sourceText, textsOf } from "../template/source-text.ts";
import type { LoadOptions } from "../template/template.ts";
import { whyUnreadable } from "../template/why-unreadable.ts";
import { findUnread, type Unread } from "./unread.ts";
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
  /** Everything that was given as the value of a sensitive variable: also what is overridden, or wrong and shown in a message. */
  readonly secrets: readonly string[];
  /** Variables whose last value is wrong: what stands in `values` for them is not what was given. */
  readonly failed: ReadonlySet<string>;
  /** What could not be read of variable files: it may give values. */
  readonly unread: Unread;
}

/**
 * Gives the variables their values: default, then PKR_VAR_*, automatic variable files, -var-file, -var; the last one wins.
 * Every assignment is checked, also one that is overridden.
 * @param unread what could not be read of the template: it may declare more variables
 */
export async function assignVariables(
  variables: ReadonlyMap<string, Variable>,
  automaticFiles: readonly string[],
  options: LoadOptions,
  unread: Unread,
): Promise<Assignments> {
  const found: Found = { values: new Map(), sources: new Map(), diagnostics: [], secrets: [], failed: new Set() };
  const files: (ParsedFile | undefined)[] = [];
  for (const variable of variables.values()) {
    if (variable.default) found.values.set(variable.name, { ...variable.default, origin: "default" });
    const text = options.env[`PKR_VAR_${variable.name}`];
    if (text !== undefined) assignText(variable, text, "env", found);
  }
  for (const path of [...automaticFiles, ...options.variableFiles])
    files.push(await assignFile(path, variables, options, unread, found));
  for (const { name, value } of options.variables) {
    const variable = variables.get(name);
    if (variable) assignText(variable, value, "cmd", found);
    else if (!unread.mayDeclare("variable", name))
      found.diagnostics.push(undeclaredArgument(name, [...variables.keys()]));
  }
  return { ...found, unread: findUnread(files, [], [], []) };
}

/** What the assignments give so far. */
interface Found {
  readonly values: Map<string, Assignment>;
  readonly sources: Map<string, string>;
  readonly diagnostics: Diagnostic[];
  readonly secrets: string[];
  readonly failed: Set<string>;
}

const asExpression =
  'The value of a variable that is not a string or a number is read as an expression: write true, ["a", "b"] or { a = "b" }, quoted for the shell.';

function assignText(variable: Variable, text: string, origin: "env" | "cmd", found: Found): void {
  const place = `value for var.${variable.name} from ${origin === "env" ? "env" : "arguments"}`;
  const earlier = [...found.sources.keys()].filter((name) => name.startsWith(`<${place}`)).length;
  const filename = earlier === 0 ? `<${place}>` : `<${place}, number ${earlier + 1}>`;
  found.sources.set(filename, text);
  if (variable.isSensitive) found.secrets.push(text);
  let value: Value = V.string(text);
  if (!variable.isInDoubt && !isPlainText(variable.type)) {
    const parsed = parseExpression(text, filename);
    const evaluated = parsed.value.evaluate(undefined);
    const problems = [...parsed.diagnostics, ...(hasErrors(parsed.diagnostics) ? [] : evaluated.diagnostics)];
    if (hasErrors(problems)) {
      const [first, ...others] = problems;
      if (first) found.diagnostics.push({ ...first, detail: `${first.detail} ${asExpression}` }, ...others);
      found.failed.add(variable.name);
      return;
    }
    value = evaluated.value;
  }
  const summary = origin === "cmd" ? "Invalid argument value for -var variable" : "Invalid value for variable";
  assign(variable, { value, origin, range: rangeOfText(filename, text) }, summary, found);
}

/** Strings, numbers and untyped variables take the text as it is; anything else is read as an expression. */
function isPlainText(type: Type): boolean {
  return type.k === "string" || type.k === "number" || type.k === "dynamic";
}

async function assignFile(
  path: string,
  variables: ReadonlyMap<string, Variable>,
  options: LoadOptions,
  unread: Unread,
  found: Found,
): Promise<ParsedFile | undefined> {
  const { diagnostics } = found;
  const parsed = await parseVariableFile(path, options.cwd, diagnostics);
  if (!parsed) return undefined;
  found.sources.set(path, parsed.text);
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
    return undefined;
  }
  const attributes = parsed.body.attributes();
  appendAll(diagnostics, attributes.diagnostics);
  for (const { name, nameRange, expression } of attributes.value.values()) {
    const variable = variables.get(name);
    if (!variable) {
      if (options.warnsOfUndeclared && !unread.mayDeclare("variable", name))
        diagnostics.push(undeclaredInFile(name, nameRange, [...variables.keys()]));
      continue;
    }
    const { range } = expression;
    const result = expression.evaluate(undefined);
    appendAll(diagnostics, result.diagnostics);
    if (!hasErrors(result.diagnostics))
      assign(variable, { value: result.value, origin: "varfile", range }, "Invalid value for variable", found);
    else {
      found.failed.add(name);
      if (variable.isSensitive) found.secrets.push(sourceText(parsed.text, range));
    }
  }
  return parsed;
}

async function parseVariableFile(
  path: string,
  cwd: string,
  diagnostics: Diagnostic[],
): Promise<ParsedFile | undefined> {
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
    const parsed = parse(await readInput(resolve(cwd, path)), path);
    appendAll(diagnostics, parsed.diagnostics);
    return parsed.file;
  } catch (error) {
    diagnostics.push(
      errorAt(
        undefined,
        "Could not read a variable file",
        `"${path}": ${whyUnreadable(error)} Check the path after -var-file.`,
      ),
    );
    return undefined;
  }
}

function assign(variable: Variable, given: Assignment, summary: string, found: Found): void {
  if (variable.isSensitive) appendAll(found.secrets, textsOf(given.value));
  const { defaults, type, name } = variable;
  found.failed.delete(name);
  if (variable.isInDoubt) {
    found.values.set(name, { ...given, value: V.unknown(T.dynamic) });
    return;
  }
  const converted = convert(defaults ? applyDefaults(given.value, defaults) : given.value, type);
  if ("value" in converted) found.values.set(name, { ...given, value: converted.value });
  else {
    found.failed.add(name);
    found.diagnostics.push(
      errorAt(
        given.range,
        summary,
        `The value for "${name}" does not fit the type of the variable: ${converted.error}. The variable is declared in ${place(variable.range)}; change the value, or the type.`,
      ),
    );
  }
}

function undeclaredArgument(name: string, declared: Iterable<string>): Diagnostic {
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

function undeclaredInFile(name: string, range: Range, declared: Iterable<string>): Diagnostic {
  const meant = suggestName(name, declared);
  return warningAt(
    range,
    "Undefined variable",
    `The variable "${name}" is given a value here, but the template does not declare it.${meant ? ` Did you mean "${meant}"?` : ` Declare it (variable "${name}" {}), or remove it.`}`,
  );
}

/** A place as it stands inside a sentence. */
export function place(range: Range): string {
  return `${range.filename}:${range.start.line},${range.start.column}`;
}

function rangeOfText(filename: string, text: string): Range {
  return {
    filename,
    start: { line: 1, column: 1, byte: 0 },
    end: { line: 1, column: text.length + 1, byte: Buffer.byteLength(text) },
  };
}
