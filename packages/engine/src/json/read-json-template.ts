// The shape of a legacy JSON template (core-json 1): which keys there are, what each holds, and what its names refer to.

import type { Diagnostic, JsonNode, Range } from "@ingot/hcl";
import { suggestName } from "@ingot/hcl";
import {
  type Fail,
  failInto,
  type JsonText,
  property,
  readBool,
  readDuration,
  readList,
  readString,
  readStrings,
  readWeakString,
  readWeakStrings,
  weakText,
  without,
} from "./read-json-value.ts";

export type JsonObject = Extract<JsonNode, { k: "object" }>;

export interface JsonVariable {
  readonly name: string;
  /** null: the variable has to be given. */
  readonly default: string | null;
  readonly range: Range;
  readonly valueRange: Range;
}

/** A component and the settings that the engine reads; what is left of the object is the component's own. */
export interface JsonComponent {
  readonly type: string;
  readonly name: string;
  /** Where the name stands; the type, where it has none of its own. */
  readonly nameRange: Range;
  readonly config: JsonObject;
  readonly range: Range;
}

export interface JsonSelectable extends JsonComponent {
  readonly only: readonly JsonText[];
  readonly except: readonly JsonText[];
}

export interface JsonProvisioner extends JsonSelectable {
  readonly pauseBeforeMs: number;
  readonly timeoutMs: number;
  /** As written: it may be a `{{ }}` text. */
  readonly maxRetries: string;
  readonly maxRetriesRange: Range;
  readonly override: JsonObject | undefined;
}

export interface JsonPostProcessor extends JsonSelectable {
  readonly keepInputArtifact: boolean | undefined;
}

export interface JsonTemplate {
  /** As written; empty where the template does not ask for a version. */
  readonly minPackerVersion: string;
  readonly description: string;
  readonly variables: ReadonlyMap<string, JsonVariable>;
  readonly sensitiveVariables: readonly string[];
  readonly builders: readonly JsonComponent[];
  readonly provisioners: readonly JsonProvisioner[];
  readonly errorCleanupProvisioner: JsonProvisioner | undefined;
  readonly postProcessors: readonly (readonly JsonPostProcessor[])[];
}

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

/**
 * The sections by their names in small letters; the case of the letters does not matter.
 *
 * @param misspelt gets the names of sections that were probably meant by unknown ones
 */
function readSections(root: JsonNode, misspelt: Set<string>, fail: Fail): ReadonlyMap<string, JsonNode> {
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
function checkIgnored(sections: ReadonlyMap<string, JsonNode>, fail: Fail): void {
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
        "The default of a variable must be a string, or null for one that has to be given. Put it in double quotes.",
      );
  }
  return variables;
}

function readComponent(
  node: JsonNode,
  what: string,
  fail: Fail,
): { readonly type: string; readonly object: JsonObject; readonly range: Range } | undefined {
  if (node.k !== "object") {
    fail(node.range, `Invalid ${what}`, `A ${what} is an object with a "type": { "type": "..." }.`);
    return undefined;
  }
  const type = property(node, "type");
  const text = what === "post-processor" && type?.k !== "string" ? undefined : weakText(type);
  if (type && text) return { type: text, object: node, range: type.range };
  fail(
    type?.range ?? node.openRange,
    `Missing type of a ${what}`,
    `Every ${what} needs a "type": a string that names what it is.`,
  );
  return undefined;
}

function readBuilders(node: JsonNode | undefined, fail: Fail): JsonComponent[] {
  const builders = new Map<string, JsonComponent>();
  for (const item of readList(node, "builders", fail)) {
    const component = readComponent(item, "builder", fail);
    if (!component) continue;
    const { type, object, range } = component;
    const name = readWeakString(property(object, "name"), "name", fail) || type;
    if (builders.has(name)) {
      fail(
        property(object, "name")?.range ?? range,
        `builder with name '${name}' already exists`,
        'Give each builder a "name" of its own.',
      );
    } else {
      const nameRange = property(object, "name")?.range ?? range;
      builders.set(name, { type, name, nameRange, config: without(object, ["type", "name"]), range });
    }
  }
  return [...builders.values()];
}

const provisionerKeys = ["type", "only", "except", "override", "pause_before", "max_retries", "timeout"];

function readProvisioner(node: JsonNode, fail: Fail): JsonProvisioner | undefined {
  const component = readComponent(node, "provisioner", fail);
  if (!component) return undefined;
  const { type, object, range } = component;
  const retries = property(object, "max_retries");
  return {
    type,
    name: type,
    nameRange: range,
    range,
    config: without(object, provisionerKeys),
    only: readWeakStrings(property(object, "only"), "only", fail),
    except: readWeakStrings(property(object, "except"), "except", fail),
    pauseBeforeMs: readDuration(property(object, "pause_before"), "pause_before", fail),
    timeoutMs: readDuration(property(object, "timeout"), "timeout", fail),
    maxRetries: readWeakString(retries, "max_retries", fail),
    maxRetriesRange: retries?.range ?? range,
    override: readOverride(property(object, "override"), fail),
  };
}

/** An object; of a list of objects all their properties. */
function readOverride(node: JsonNode | undefined, fail: Fail): JsonObject | undefined {
  if (!node || node.k === "null") return undefined;
  const properties: JsonObject["properties"][number][] = [];
  for (const item of node.k === "array" ? node.items : [node]) {
    if (item.k === "object") properties.push(...item.properties);
    else
      fail(
        item.range,
        'Invalid value for "override"',
        'An override has an object of settings for each builder that it is for. Write { "web": { "inline": ["..."] } }.',
      );
  }
  return { k: "object", range: node.range, openRange: node.range, properties };
}

function readCleanup(node: JsonNode | undefined, fail: Fail): JsonProvisioner | undefined {
  return node && node.k !== "null" ? readProvisioner(node, fail) : undefined;
}

function readChains(node: JsonNode | undefined, fail: Fail): JsonPostProcessor[][] {
  return readList(node, "post-processors", fail).map((item) => {
    if (item.k !== "array") return readPostProcessor(item, fail);
    return item.items.flatMap((link) => {
      if (link.k !== "array") return readPostProcessor(link, fail);
      fail(
        link.range,
        "Invalid post-processor",
        "A chain of post-processors cannot hold another chain. Write its members into the outer one.",
      );
      return [];
    });
  });
}

const postProcessorKeys = ["type", "name", "only", "except", "keep_input_artifact"];

function readPostProcessor(node: JsonNode, fail: Fail): JsonPostProcessor[] {
  if (node.k === "string" && node.value !== "") {
    const config: JsonObject = { k: "object", range: node.range, openRange: node.range, properties: [] };
    return [
      {
        type: node.value,
        name: node.value,
        nameRange: node.range,
        config,
        range: node.range,
        only: [],
        except: [],
        keepInputArtifact: undefined,
      },
    ];
  }
  const component = readComponent(node, "post-processor", fail);
  if (!component) return [];
  const { type, object, range } = component;
  return [
    {
      type,
      name: readString(property(object, "name"), "name", fail) || type,
      nameRange: property(object, "name")?.range ?? range,
      range,
      config: without(object, postProcessorKeys),
      only: readStrings(property(object, "only"), "only", fail),
      except: readStrings(property(object, "except"), "except", fail),
      keepInputArtifact: readBool(property(object, "keep_input_artifact"), "keep_input_artifact", fail),
    },
  ];
}
