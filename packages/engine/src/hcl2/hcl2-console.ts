import type { Fn, Scope, Value } from "@ingot/hcl";
import { formatConsole, hasErrors, parseExpression, V } from "@ingot/hcl";
import { consoleInput, type TemplateConsole } from "../template/template.ts";

type Hcl2Console = Extract<TemplateConsole, { dialect: "hcl2" }>;

/**
 * The console of an HCL2 template: expressions over its variables and locals, without `data` (core-cli 2.5).
 * @param fixed `path`, `packer`, `source` and `build`
 */
export function createHcl2Console(
  fixed: ReadonlyMap<string, Value>,
  functions: ReadonlyMap<string, Fn>,
  { variables, locals }: Pick<Hcl2Console, "variables" | "locals">,
): Hcl2Console {
  const objectOf = (items: Hcl2Console["variables"]) =>
    V.object(items.map(({ name, value }) => [name, value] as const));
  const scope: Scope = {
    variables: new Map([...fixed, ["var", objectOf(variables)], ["local", objectOf(locals)]]),
    functions,
  };
  const named = (root: string) => (item: Hcl2Console["variables"][number]) => `${root}.${item.name}`;
  return {
    dialect: "hcl2",
    variables,
    locals,
    names: [
      ...variables.map(named("var")),
      ...locals.map(named("local")),
      "packer.version",
      "path.cwd",
      "path.root",
      ...functions.keys(),
    ],
    evaluate: (line) => {
      const parsed = parseExpression(line, consoleInput);
      if (hasErrors(parsed.diagnostics)) return { text: "", diagnostics: parsed.diagnostics };
      const { value, diagnostics } = parsed.value.evaluate(scope);
      return { text: hasErrors(diagnostics) ? "" : formatConsole(value), diagnostics };
    },
  };
}
