import type { Diagnostic } from "@ingot/hcl";
import { compareUtf8, quoteText, warningAt } from "@ingot/hcl";
import type { JsonTemplate, JsonVariable } from "../json/json-template.ts";
import { type BlockWriter, createBlockWriter } from "./block-writer.ts";
import type { Names } from "./names.ts";
import type { TextPlace } from "./translate-text.ts";

/** What became of the variables. */
export interface UpgradedVariables {
  /** `variable` blocks, sorted by name. */
  readonly variables: readonly string[];
  /** What is made of other values: a `locals` block, and a `local` block for each that is sensitive. */
  readonly locals: readonly string[];
}

/**
 * The variables of a template, those that it reads without declaring them included. To be called last: what the rest of
 * the template reads must be known.
 */
export function upgradeVariables(template: JsonTemplate, names: Names, diagnostics: Diagnostic[]): UpgradedVariables {
  const variables = new Map<string, string>();
  const entries: string[] = [];
  const sensitiveLocals: string[] = [];
  const newWriter = (place: TextPlace) => createBlockWriter(place, names, diagnostics);
  for (const variable of [...template.variables.values()].sort((a, b) => compareUtf8(a.name, b.name))) {
    const { name } = variable;
    const isSensitive = template.sensitiveVariables.includes(name);
    const identifier = names.identifierOf(name);
    if (identifier !== name) diagnostics.push(renamed(variable, identifier));
    if (!names.isLocal(name))
      variables.set(identifier, writeVariable(variable, identifier, isSensitive, newWriter("variable")));
    else if (isSensitive) sensitiveLocals.push(writeSensitiveLocal(variable, identifier, newWriter("local")));
    else entries.push(writeLocal(variable, identifier, newWriter("local")));
  }
  const { undeclared, environment } = names.asked();
  for (const [name, identifier] of undeclared) {
    const sensitive = template.sensitiveVariables.includes(name) ? "sensitive = true\n" : "";
    variables.set(identifier, `variable ${quoteText(identifier)} {\ntype = string\n${sensitive}}\n`);
  }
  for (const [name, identifier] of environment) {
    const value = `"\${env(${quoteText(name)})}"`;
    // What a secret is made of is one as well.
    const isSecret = sensitiveLocals.some((text) => text.includes(`\${var.${identifier}}`));
    const sensitive = isSecret ? "sensitive = true\n" : "";
    variables.set(
      identifier,
      `variable ${quoteText(identifier)} {\ntype = string\ndefault = ${value}\n${sensitive}}\n`,
    );
  }
  return {
    variables: [...variables].sort(([a], [b]) => compareUtf8(a, b)).map(([, text]) => text),
    locals: [...(entries.length > 0 ? [`locals {\n${entries.join("")}}\n`] : []), ...sensitiveLocals],
  };
}

function writeVariable(variable: JsonVariable, identifier: string, isSensitive: boolean, writer: BlockWriter): string {
  const value =
    variable.default === null ? "" : `default = ${writer.text(variable.default, "default", variable.valueRange)}\n`;
  const sensitive = isSensitive ? "sensitive = true\n" : "";
  return `${writer.comment()}variable ${quoteText(identifier)} {\ntype = string\n${value}${sensitive}}\n`;
}

function writeLocal(variable: JsonVariable, identifier: string, writer: BlockWriter): string {
  const value = writer.text(variable.default ?? "", identifier, variable.valueRange);
  return `${writer.comment()}${identifier} = ${value}\n`;
}

function writeSensitiveLocal(variable: JsonVariable, identifier: string, writer: BlockWriter): string {
  const value = writer.text(variable.default ?? "", "expression", variable.valueRange);
  return `${writer.comment()}local ${quoteText(identifier)} {\nsensitive = true\nexpression = ${value}\n}\n`;
}

function renamed({ name, range }: JsonVariable, identifier: string): Diagnostic {
  const detail = `The name of a variable is an identifier in HCL2. The variable is called "${identifier}"; give it that name in -var and in variable files too.`;
  return warningAt(range, `The variable name ${JSON.stringify(name)} has no place in HCL2`, detail);
}
