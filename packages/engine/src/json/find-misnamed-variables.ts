import type { Diagnostic, JsonNode, Range } from "@ingot/hcl";
import { didYouMean, suggestName, warningAt } from "@ingot/hcl";
import { userVariablesRead } from "@ingot/sdk";
import type { JsonTemplate } from "./json-template.ts";

/**
 * Warnings for user variables that nothing reads, and for those that are read and are not there: for Packer they are empty texts. A
 * variable may read others in its value; one that is listed in sensitive-variables is used, since its value is hidden wherever it is shown.
 *
 * @param root the tree that the template was read from
 * @param isGiven whether there is a value for a variable that the template may not declare
 */
export function findMisnamedVariables(
  template: JsonTemplate,
  root: JsonNode,
  isGiven: (name: string) => boolean,
): readonly Diagnostic[] {
  if (root.k !== "object") return [];
  const { variables, sensitiveVariables } = template;
  const reads = findReads(root);
  const read = new Set([...sensitiveVariables, ...reads.places.keys()]);
  let mayBeAny = reads.mayBeAny;
  for (const { name, default: value } of variables.values()) {
    const names = userVariablesRead(value ?? "");
    if (!names) mayBeAny = true;
    else for (const other of names) if (other !== name) read.add(other);
  }
  const unused = [...variables.values()]
    .filter(({ name }) => !mayBeAny && !read.has(name))
    .map(({ name, range }) =>
      warningAt(
        range,
        `Unused variable "${name}"`,
        `Nothing reads the user variable "${name}". Read it with {{user \`${name}\`}}, or remove it.`,
      ),
    );
  const undeclared = [...reads.places]
    .filter(([name]) => !variables.has(name) && !isGiven(name))
    .map(([name, range]) => {
      const advice = didYouMean(suggestName(name, variables.keys())) || ' Declare it in "variables".';
      const detail = `The template declares no user variable "${name}", and none was given: the text is empty there.${advice}`;
      return warningAt(range, `Undeclared variable "${name}"`, detail);
    });
  return [...unused, ...undeclared];
}

/** The user variables that texts outside of "variables" read, each with the first place; and whether there may be others. */
function findReads(root: Extract<JsonNode, { k: "object" }>): {
  readonly places: ReadonlyMap<string, Range>;
  readonly mayBeAny: boolean;
} {
  const places = new Map<string, Range>();
  let mayBeAny = false;
  const note = (text: string, range: Range) => {
    const names = userVariablesRead(text);
    if (!names) mayBeAny = true;
    else for (const name of names) if (!places.has(name)) places.set(name, range);
  };
  const visit = (node: JsonNode): void => {
    if (node.k === "string") note(node.value, node.range);
    else if (node.k === "array") node.items.forEach(visit);
    else if (node.k === "object") {
      for (const { name, value } of node.properties) {
        note(name.value, name.range);
        // A file that a component renders as a template of its own may read variables, and is not looked into.
        if (/template$/.test(name.value)) mayBeAny = true;
        visit(value);
      }
    }
  };
  for (const { name, value } of root.properties) if (name.value.toLowerCase() !== "variables") visit(value);
  return { places, mayBeAny };
}
