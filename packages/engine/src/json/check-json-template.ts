import type { Diagnostic, JsonNode, JsonObject } from "@ingot/hcl";
import { suggestName } from "@ingot/hcl";
import { compareVersions, parseVersion } from "@ingot/sdk";
import { packerLevel } from "../template/template.ts";
import type { JsonSelectable, JsonTemplate } from "./json-template.ts";
import type { ReadJsonTemplate } from "./read-json-template.ts";
import { type Fail, failInto } from "./read-json-value.ts";

/**
 * Checks what a template as a whole must keep: the level of Packer that it asks for, and that names mean builders that there are.
 *
 * @param options `level: false` leaves the level out, which is no matter of the template alone; `read` says what could not be read
 */
export function checkJsonTemplate(
  template: JsonTemplate,
  root: JsonNode,
  options: { readonly level?: boolean; readonly read?: Pick<ReadJsonTemplate, "builderNames" | "isInDoubt"> } = {},
): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  const fail = failInto(problems);
  if (root.k !== "object" && root.k !== "null") return problems;
  if (options.level !== false) problems.push(...checkJsonLevel(root));
  const names = options.read?.builderNames ?? template.builders.map(({ name }) => name);
  if (!options.read?.isInDoubt.builders) checkNames(template, names, root, fail);
  return problems;
}

/** Checks the level of Packer that the template asks for. */
export function checkJsonLevel(root: JsonNode): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  if (root.k === "object") checkLevel(section(root, "min_packer_version"), failInto(problems));
  return problems;
}

/** Whether the template asks for a newer version: what seems wrong in it may be right. */
export function isForNewer({ minPackerVersion }: JsonTemplate): boolean {
  const wanted = parseVersion(minPackerVersion);
  const level = parseVersion(packerLevel);
  return wanted !== undefined && level !== undefined && compareVersions(level, wanted) < 0;
}

/** A section of the root, whose names may be written in any case. */
function section(root: JsonObject, name: string): JsonNode | undefined {
  const spelling = root.properties.find((candidate) => candidate.name.value.toLowerCase() === name)?.name.value;
  return root.properties.findLast((candidate) => candidate.name.value === spelling)?.value;
}

function checkLevel(node: JsonNode | undefined, fail: Fail): void {
  if (!node || node.k === "null" || (node.k === "string" && node.value === "")) return;
  const wanted = node.k === "string" ? parseVersion(node.value) : undefined;
  const level = parseVersion(packerLevel);
  if (!wanted)
    fail(
      node.range,
      'Invalid value for "min_packer_version"',
      '"min_packer_version" must be a version such as "1.7.0".',
    );
  else if (level && compareVersions(level, wanted) < 0) {
    fail(
      node.range,
      "Unsupported Packer Core version",
      `The template asks for Packer ${node.k === "string" ? node.value : ""} or newer. This version of Ingot implements Packer ${packerLevel}. Use a newer Ingot, or lower the number.`,
    );
  }
}

/** Names in only, except and override must be those of builders, as written (before `{{ }}` is rendered). */
function checkNames(template: JsonTemplate, names: readonly string[], root: JsonNode, fail: Fail): void {
  const builders = root.k === "object" ? section(root, "builders") : undefined;
  if (!builders || builders.k === "null" || (builders.k === "array" && builders.items.length === 0)) {
    fail(
      builders?.range ?? (root.k === "object" ? root.openRange : root.range),
      "at least one builder must be defined",
      'Add a builder: "builders": [ { "type": "..." } ].',
    );
  }
  const check = (component: JsonSelectable, list: "only" | "except") => {
    for (const { text: name, range } of component[list]) {
      if (names.includes(name)) continue;
      const meant = suggestName(name, names);
      fail(range, `'${list}' specified builder '${name}', which does not exist`, builderMeant(meant, names), meant);
    }
  };
  // Packer does not look at the error-cleanup-provisioner.
  for (const component of [...template.provisioners, ...template.postProcessors.flat()]) {
    if (component.only.length > 0 && component.except.length > 0) {
      fail(
        component.except[0]?.range ?? component.range,
        "only one of 'only' or 'except' may be specified",
        "Keep the one that says it shorter, and remove the other.",
      );
    }
    check(component, "only");
    check(component, "except");
  }
  for (const provisioner of template.provisioners) {
    for (const { name: written, value } of provisioner.override?.properties ?? []) {
      const { value: name, range: nameRange } = written;
      if (value.k !== "object" && value.k !== "null") {
        fail(
          value.range,
          'Invalid value for "override"',
          'An override has an object of settings for each builder that it is for. Write { "web": { "inline": ["..."] } }.',
        );
      }
      if (names.includes(name)) continue;
      const meant = suggestName(name, names);
      fail(nameRange, `override '${name}' does not exist`, builderMeant(meant, names), meant);
    }
  }
}

function builderMeant(meant: string | undefined, names: readonly string[]): string {
  if (meant) return `Did you mean "${meant}"?`;
  return `The builders of this template are: ${names.join(", ") || "none"}. Write one of these names.`;
}
