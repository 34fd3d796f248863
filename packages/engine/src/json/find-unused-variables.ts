import type { Diagnostic, JsonNode } from "@ingot/hcl";
import { warningAt } from "@ingot/hcl";
import { userVariablesRead } from "@ingot/sdk";
import type { JsonTemplate } from "./json-template.ts";

/**
 * Warnings for user variables that nothing reads. A variable may read others in its value; one that is listed in sensitive-variables is
 * used, since its value is hidden wherever it is shown.
 *
 * @param root the tree that the template was read from
 */
export function findUnusedVariables(template: JsonTemplate, root: JsonNode): readonly Diagnostic[] {
  const read = new Set(template.sensitiveVariables);
  let mayBeAny = false;
  const note = (text: string, reader?: string) => {
    const names = userVariablesRead(text);
    if (!names) mayBeAny = true;
    else for (const name of names) if (name !== reader) read.add(name);
  };
  const visit = (node: JsonNode): void => {
    if (node.k === "string") note(node.value);
    else if (node.k === "array") node.items.forEach(visit);
    else if (node.k === "object") {
      for (const { name, value } of node.properties) {
        note(name.value);
        // A file that a component renders as a template of its own may read variables, and is not looked into.
        if (/template$/.test(name.value)) mayBeAny = true;
        visit(value);
      }
    }
  };
  if (root.k !== "object") return [];
  for (const { name, value } of root.properties) if (name.value.toLowerCase() !== "variables") visit(value);
  for (const { name, default: value } of template.variables.values()) if (value !== null) note(value, name);
  if (mayBeAny) return [];
  return [...template.variables.values()]
    .filter(({ name }) => !read.has(name))
    .map(({ name, range }) =>
      warningAt(
        range,
        `Unused variable "${name}"`,
        `Nothing reads the user variable "${name}". Read it with {{user \`${name}\`}}, or remove it.`,
      ),
    );
}
