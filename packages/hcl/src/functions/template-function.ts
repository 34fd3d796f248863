import { hasErrors } from "../diagnostic.ts";
import type { Expression } from "../syntax/contract.ts";
import { T } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { typeOf, V } from "../value/value.ts";
import { type Fn, FunctionError } from "./contract.ts";
import { define, entriesOf, kindOf, parameter, text, textOf } from "./define-function.ts";
import type { FunctionEnvironment } from "./environment.ts";
import { readText } from "./file-functions.ts";

const identifier = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

function variablesOf(vars: Value): ReadonlyMap<string, Value> {
  const { k } = typeOf(vars);
  if (k !== "map" && k !== "object")
    throw new FunctionError(`a map or object is required, but this is a ${kindOf(vars)}`, 1);
  const entries = entriesOf(vars);
  for (const name of entries.keys()) {
    if (!identifier.test(name)) throw new FunctionError(`the key "${name}" cannot be the name of a variable`, 1);
  }
  return entries;
}

function checkNames(template: Expression, variables: ReadonlyMap<string, Value>): void {
  for (const { root, rootRange } of template.variables()) {
    if (variables.has(root)) continue;
    const place = `${rootRange.filename}:${rootRange.start.line},${rootRange.start.column}`;
    throw new FunctionError(`the template reads "${root}" (at ${place}), but the variables have no such key`, 1);
  }
}

/**
 * `templatefile`.
 * @param parse the parser of templates
 * @param functions all functions of the language, asked for at the call as this one is among them
 */
export function templateFunction(
  environment: FunctionEnvironment,
  parse: NonNullable<FunctionEnvironment["parseTemplate"]>,
  functions: () => ReadonlyMap<string, Fn>,
): Fn {
  const refused = define({
    description: "Not to be called from within a template file.",
    variadic: parameter("args", T.dynamic, { allowNull: true, allowUnknown: true }),
    call: () => {
      throw new FunctionError("a template file cannot call templatefile");
    },
  });
  return define({
    description: "The text of a file, read as a template with variables of its own.",
    params: [text("path"), parameter("vars", T.dynamic)],
    call: ([path, vars = V.object({})]) => {
      const filename = textOf(path);
      const parsed = parse(readText(environment, filename), filename);
      const variables = variablesOf(vars);
      if (!hasErrors(parsed.diagnostics)) checkNames(parsed.value, variables);
      const rendered = hasErrors(parsed.diagnostics)
        ? { value: V.unknown(T.dynamic), diagnostics: parsed.diagnostics }
        : parsed.value.evaluate({ variables, functions: new Map([...functions(), ["templatefile", refused]]) });
      const mistake = rendered.diagnostics.find(({ severity }) => severity === "error");
      if (!mistake) return rendered.value;
      const { subject, summary, detail } = mistake;
      const place = subject ? `${subject.filename}:${subject.start.line},${subject.start.column}: ` : "";
      throw new FunctionError(`${place}${summary}${detail === "" ? "" : `; ${detail}`}`, 0);
    },
  });
}
