import { type Diagnostic, errorAt, hasErrors, type JsonNode, parseJsonTree, type Range } from "@ingot/hcl";
import { type FixedKind, isFor } from "./fixer.ts";
import { fixers } from "./fixers.ts";
import { isFields, type Json, type JsonFields, toJson } from "./json-value.ts";
import { writeJson } from "./write-json.ts";

/** What became of a template. */
export interface FixedTemplate {
  /** The template as Packer's `fix` writes it, with a line break at its end; undefined after errors. */
  readonly text: string | undefined;
  /** The names of the fixers that changed something, in their order. */
  readonly changedBy: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** An object of the template, and the way to it. */
interface Component {
  readonly fields: JsonFields;
  readonly path: readonly (string | number)[];
}

/**
 * Brings a legacy JSON template up to date: what was renamed, moved or dropped since it was written is changed, all else
 * stays. The result is plain JSON; comments at the root stay, the order of names does not.
 *
 * @param filename what messages call the template
 */
export function fixTemplate(text: string, filename: string): FixedTemplate {
  const tree = parseJsonTree(text, filename);
  const problems: Diagnostic[] = [...tree.diagnostics];
  const report = (path: Component["path"], summary: string, detail: string) =>
    void problems.push(errorAt(placeOf(tree.value, path), summary, detail));
  if (!hasErrors(problems)) checkNumbers(tree.value, problems);
  const root = toJson(tree.value);
  if (!isFields(root) && !hasErrors(problems))
    report([], "Invalid template", 'A legacy JSON template is one object: { "builders": [...] }.');
  if (!isFields(root) || hasErrors(problems)) return { text: undefined, changedBy: [], diagnostics: problems };

  const components: Readonly<Record<FixedKind, readonly Component[]>> = {
    builder: findBuilders(root, report),
    provisioner: findProvisioners(root),
    "post-processor": findPostProcessors(root, report),
  };
  const hasSection = (name: string) => Array.isArray(root[name]);
  const changedBy = hasErrors(problems)
    ? []
    : fixers.filter(({ rules }) => {
        const changes = rules
          .filter(({ onlyWith }) => onlyWith === undefined || hasSection(onlyWith))
          .flatMap((rule) =>
            components[rule.of]
              .filter(({ fields }) => isFor(rule, fields.type))
              .map(({ fields, path }) =>
                rule.apply(fields, (inner, summary, detail) => report([...path, ...inner], summary, detail)),
              ),
          );
        return changes.includes(true);
      });
  if (hasErrors(problems)) return { text: undefined, changedBy: [], diagnostics: problems };
  return { text: `${writeJson(root)}\n`, changedBy: changedBy.map(({ name }) => name), diagnostics: problems };
}

type Report = (path: Component["path"], summary: string, detail: string) => void;

/** Where the part at a path stands, or what is nearest to it. */
function placeOf(root: JsonNode, path: Component["path"]): Range {
  let node = root;
  for (const step of path) {
    const next =
      node.k === "object"
        ? node.properties.findLast(({ name }) => name.value === step)?.value
        : node.k === "array" && typeof step === "number"
          ? node.items[step]
          : undefined;
    if (!next) break;
    node = next;
  }
  return node.range;
}

/** Numbers are 64-bit floats; what is no such number cannot be written again. */
function checkNumbers(node: JsonNode, problems: Diagnostic[]): void {
  if (node.k === "array") for (const item of node.items) checkNumbers(item, problems);
  if (node.k === "object") for (const { value } of node.properties) checkNumbers(value, problems);
  if (node.k === "number" && !Number.isFinite(Number(node.text)))
    problems.push(
      errorAt(
        node.range,
        "Number out of range",
        "The largest number is about 1.8e308. Put it in quotes, or correct it.",
      ),
    );
}

/** Packer finds the builders whatever the case of the section's name, and adds the section where there is none. */
function findBuilders(root: JsonFields, report: Report): readonly Component[] {
  const name = "builders" in root ? "builders" : Object.keys(root).find((key) => key.toLowerCase() === "builders");
  if (name === undefined) root.builders = null;
  const list = listAt(root, name ?? "builders", report);
  return list.flatMap((item, at) => {
    if (isFields(item)) return [{ fields: item, path: [name ?? "builders", at] }];
    report([name ?? "builders", at], "Invalid builder", 'A builder is an object with a "type": { "type": "..." }.');
    return [];
  });
}

/** Something else than a list of provisioners counts as a list of one. */
function findProvisioners(root: JsonFields): readonly Component[] {
  const { provisioners: found } = root;
  if (found === undefined || found === null || (isFields(found) && Object.keys(found).length === 0)) return [];
  const list = Array.isArray(found) ? found : [found];
  root.provisioners = list;
  return list.flatMap((item, at) =>
    isFields(item) ? [{ fields: item, path: ["provisioners", ...(list === found ? [at] : [])] }] : [],
  );
}

/** Post-processors stand in the list, or in a list in it. */
function findPostProcessors(root: JsonFields, report: Report): readonly Component[] {
  return listAt(root, "post-processors", report).flatMap((item, at) => {
    const path = ["post-processors", at];
    if (isFields(item)) return [{ fields: item, path }];
    if (!Array.isArray(item)) return [];
    return item.flatMap((link, position) => (isFields(link) ? [{ fields: link, path: [...path, position] }] : []));
  });
}

function listAt(root: JsonFields, name: string, report: Report): readonly Json[] {
  const found = root[name];
  if (Array.isArray(found)) return found;
  if (found !== undefined && found !== null)
    report([name], `Invalid value for "${name}"`, `"${name}" must be a list of objects. Write [ { "type": "..." } ].`);
  return [];
}
