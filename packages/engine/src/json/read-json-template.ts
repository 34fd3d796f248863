// The shape of a legacy JSON template (core-json 1): which keys there are, what each holds, and what its names refer to.

import type { Diagnostic, JsonNode, JsonObject } from "@ingot/hcl";
import type { JsonTemplate, JsonVariable } from "./json-template.ts";
import { readBuilders, readChains, readCleanup, readProvisioner } from "./read-components.ts";
import { type Fail, failInto, property, readList, readString, readStrings, weakText } from "./read-json-value.ts";
import { checkIgnored, readSections } from "./read-sections.ts";

/** What was read of a template. */
export interface ReadJsonTemplate {
  readonly template: JsonTemplate;
  /** The names of all builders, those that could not be read included. */
  readonly builderNames: readonly string[];
  /** What there may be more of, because a mistake hides it. */
  readonly isInDoubt: {
    /** Builders whose names could not be read. */
    readonly builders: boolean;
    readonly variable: (name: string) => boolean;
  };
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the tree of a template. The result is usable after errors; what could not be read is left out. */
export function readJsonTemplate(root: JsonNode): ReadJsonTemplate {
  const problems: Diagnostic[] = [];
  const misspelt = new Set<string>();
  const fail = failInto(problems);
  refuseWhatGoDoesNotRead(root, fail);
  const sections = readSections(root, misspelt, fail);
  checkIgnored(sections, fail);
  const builders = sections.get("builders");
  const variables = sections.get("variables");
  const template: JsonTemplate = {
    minPackerVersion: readString(sections.get("min_packer_version"), "min_packer_version", fail),
    description: readString(sections.get("description"), "description", fail),
    variables: readVariables(variables, fail),
    sensitiveVariables: readStrings(sections.get("sensitive-variables"), "sensitive-variables", fail).map(
      ({ text }) => text,
    ),
    builders: readBuilders(builders, fail),
    provisioners: readList(sections.get("provisioners"), "provisioners", fail).flatMap(
      (node) => readProvisioner(node, fail) ?? [],
    ),
    errorCleanupProvisioner: readCleanup(sections.get("error-cleanup-provisioner"), fail),
    postProcessors: readChains(sections.get("post-processors"), fail),
  };
  const isInDoubt = {
    builders: misspelt.has("builders") || (root.k !== "object" && root.k !== "null") || hasNameless(builders),
    variable: (name: string) =>
      !template.variables.has(name) &&
      (misspelt.has("variables") || isWrongSection(variables) || hasProperty(variables, name)),
  };
  return { template, builderNames: namesIn(builders), isInDoubt, diagnostics: withoutBroken(problems, root) };
}

/** Without what is said of values that could not be read; the parser has said why. */
function withoutBroken(problems: readonly Diagnostic[], root: JsonNode): readonly Diagnostic[] {
  const places = new Set<number>();
  const visit = (node: JsonNode): void => {
    if (node.k === "broken") places.add(node.range.start.byte);
    else if (node.k === "array") node.items.forEach(visit);
    else if (node.k === "object") for (const { value } of node.properties) visit(value);
  };
  if (problems.length > 0) visit(root);
  return problems.filter(({ subject }) => !subject || !places.has(subject.start.byte));
}

function isWrongSection(node: JsonNode | undefined): boolean {
  return node !== undefined && node.k !== "object" && node.k !== "null";
}

function hasProperty(node: JsonNode | undefined, name: string): boolean {
  return node?.k === "object" && property(node, name) !== undefined;
}

/** Whether some builder has no name that could be read: neither its own nor that of its type. */
function hasNameless(node: JsonNode | undefined): boolean {
  if (!node || node.k === "null") return false;
  if (node.k !== "array") return true;
  return node.items.some(
    (item) =>
      item.k !== "object" || (nameOf(item) ?? typeOf(item)) === undefined || property(item, "name")?.k === "broken",
  );
}

function namesIn(node: JsonNode | undefined): readonly string[] {
  if (node?.k !== "array") return [];
  return node.items.flatMap((item) => (item.k === "object" ? (nameOf(item) ?? typeOf(item) ?? []) : []));
}

function nameOf(node: JsonObject): string | undefined {
  return weakText(property(node, "name")) || undefined;
}

function typeOf(node: JsonObject): string | undefined {
  return weakText(property(node, "type")) || undefined;
}

function readVariables(node: JsonNode | undefined, fail: Fail): ReadonlyMap<string, JsonVariable> {
  const variables = new Map<string, JsonVariable>();
  if (!node || node.k === "null") return variables;
  if (node.k !== "object") {
    fail(
      node.range,
      'Invalid value for "variables"',
      'The variables are an object of names and defaults: { "region": "eu-1" }.',
    );
    return variables;
  }
  for (const { name: written, value } of node.properties) {
    const { value: name, range: nameRange } = written;
    if (value.k === "string")
      variables.set(name, { name, default: value.value, range: nameRange, valueRange: value.range });
    else if (value.k === "null")
      variables.set(name, { name, default: null, range: nameRange, valueRange: value.range });
    else
      fail(
        value.range,
        `Invalid default for the variable "${name}"`,
        `The default of a variable must be a string, or null for one that has to be given. ${asString(value)}`,
      );
  }
  return variables;
}

function asString({ k }: JsonNode): string {
  return k === "array" || k === "object"
    ? 'Write its parts as one string, for instance "a,b".'
    : "Put it in double quotes.";
}

/** Packer refuses names that stand in an object twice, and numbers that no 64-bit float is near to. */
function refuseWhatGoDoesNotRead(node: JsonNode, fail: Fail): void {
  if (node.k === "array") for (const item of node.items) refuseWhatGoDoesNotRead(item, fail);
  if (node.k === "number" && !Number.isFinite(Number(node.text)))
    fail(node.range, "Number out of range", `${node.text} is too large for a template. Write a number below 1.7e308.`);
  if (node.k !== "object") return;
  const seen = new Set<string>();
  for (const { name: written, value } of node.properties) {
    const { value: name, range: nameRange } = written;
    if (seen.has(name))
      fail(
        nameRange,
        `template has duplicate field: ${name}`,
        `"${name}" stands in this object already. Remove one of the two.`,
      );
    seen.add(name);
    refuseWhatGoDoesNotRead(value, fail);
  }
}
