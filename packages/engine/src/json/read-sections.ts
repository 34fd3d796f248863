import type { JsonNode } from "@ingot/hcl";
import { suggestName } from "@ingot/hcl";
import { type Fail, readList } from "./read-json-value.ts";

const rootKeys = [
  "min_packer_version",
  "description",
  "variables",
  "sensitive-variables",
  "builders",
  "provisioners",
  "error-cleanup-provisioner",
  "post-processors",
  "comments",
  "push",
];

/**
 * The sections by their names in small letters; the case of the letters does not matter.
 *
 * @param misspelt gets the names of sections that were probably meant by unknown ones
 */
export function readSections(root: JsonNode, misspelt: Set<string>, fail: Fail): ReadonlyMap<string, JsonNode> {
  const sections = new Map<string, JsonNode>();
  const spellings = new Map<string, string>();
  if (root.k === "null" || root.k === "broken") return sections;
  if (root.k !== "object") {
    fail(root.range, "Invalid template", 'A legacy JSON template is one object: { "builders": [...] }.');
    return sections;
  }
  for (const { name: written, value } of root.properties) {
    const { value: name, range } = written;
    const key = rootKeys.find((known) => known === name.toLowerCase());
    const spelling = key && spellings.get(key);
    if (key && (spelling === undefined || spelling === name)) {
      sections.set(key, value);
      spellings.set(key, name);
    } else if (key) {
      fail(
        range,
        `Unknown root level key in template: '${name}'`,
        `It is the section "${spelling}" under another spelling. Put both into one.`,
      );
    } else if (!name.startsWith("_")) {
      const meant = suggestName(name, rootKeys);
      // Whatever is missing may have been meant.
      for (const missing of meant ? [meant] : rootKeys.filter((key) => !sections.has(key))) misspelt.add(missing);
      fail(range, `Unknown root level key in template: '${name}'`, adviseOnKey(name, meant), meant);
    } else if (value.k !== "string")
      fail(value.range, "Invalid comment", `"${name}" begins with "_" and is a comment; a comment must be a string.`);
  }
  return sections;
}

/** Blocks of HCL2: these files are most often HCL2 templates in JSON under another name. */
const hcl2Keys: ReadonlySet<string> = new Set(["source", "build", "variable", "local", "locals", "data", "packer"]);

function adviseOnKey(name: string, meant: string | undefined): string {
  if (hcl2Keys.has(name))
    return "It belongs to HCL2 templates; the name of one that is written in JSON ends with .pkr.json. Rename the file if it is one.";
  if (meant) return `Did you mean "${meant}"?`;
  return `Known are: ${rootKeys.join(", ")}. A key that begins with "_" is a comment.`;
}

/** `comments` and `push` say nothing to anybody, but their form is looked at. */
export function checkIgnored(sections: ReadonlyMap<string, JsonNode>, fail: Fail): void {
  const push = sections.get("push");
  if (push && push.k !== "object" && push.k !== "null")
    fail(push.range, 'Invalid value for "push"', '"push" must be an object. It has no effect: remove it.');
  for (const item of readList(sections.get("comments"), "comments", fail)) {
    if (item.k === "null") continue;
    const wrong = item.k === "object" ? item.properties.find(({ value }) => !isText(value))?.value : item;
    if (wrong) fail(wrong.range, "Invalid comment", 'Comments are objects of strings. Write [ { "why": "..." } ].');
  }
}

function isText({ k }: JsonNode): boolean {
  return k === "string" || k === "null";
}
