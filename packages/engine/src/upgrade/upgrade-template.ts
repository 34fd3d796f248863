// A legacy JSON template as an HCL2 template (core-json 6). The order of the sections is Packer's.

import type { Diagnostic } from "@ingot/hcl";
import { formatText, hasErrors, quoteText } from "@ingot/hcl";
import { interpolate } from "@ingot/sdk";
import { checkJsonTemplate } from "../json/check-json-template.ts";
import type { JsonTemplate } from "../json/json-template.ts";
import { readJsonFile } from "../json/read-json-file.ts";
import { readJsonTemplate } from "../json/read-json-template.ts";
import { jsonContext, resolveVariables } from "../json/resolve-variables.ts";
import type { Registry } from "../registry/registry.ts";
import type { LoadOptions } from "../template/template.ts";
import { annotations } from "./annotations.ts";
import { createNames, type Names } from "./names.ts";
import { requiredPlugins } from "./required-plugins.ts";
import { upgradeBuild } from "./upgrade-build.ts";
import { upgradeBuilders } from "./upgrade-builders.ts";
import { upgradeVariables } from "./upgrade-variables.ts";

export interface UpgradeOptions extends LoadOptions {
  /** What Ingot knows of components: which of their options are blocks. */
  readonly registry: Registry;
  /** Write a comment above each section. */
  readonly hasAnnotations: boolean;
}

/** What came of a template. */
export interface Upgraded {
  /** Texts by file name, for messages that show the source. */
  readonly sources: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
  /** What must not be seen in the diagnostics. */
  readonly secrets: readonly string[];
  /** The HCL2 template, formatted; undefined where the JSON template could not be read. It is there after some errors, too. */
  readonly text: string | undefined;
}

/**
 * Reads a legacy JSON template and writes it as HCL2. Variables may be missing, and names of builders that do not exist
 * are only warned of: the new template will say so when it is used.
 */
export async function upgradeTemplate(path: string, options: UpgradeOptions): Promise<Upgraded> {
  const { sources, tree, diagnostics } = await readJsonFile(path, options);
  if (!tree) return { sources, diagnostics, secrets: [], text: undefined };
  const { template, diagnostics: mistakes } = readJsonTemplate(tree);
  const initial = await initialise(template, path, options);
  for (const [name, text] of initial.sources) sources.set(name, text);
  const { secrets } = initial;
  const found = [...mistakes, ...checkJsonTemplate(template, tree).map(asWarning)];
  if (hasErrors([...found, ...initial.diagnostics]))
    return { sources, diagnostics: [...found, ...initial.diagnostics], secrets, text: undefined };
  const made: Diagnostic[] = [];
  const text = await writeTemplate(template, initial.rendered, options, made);
  // A variable that cannot be read has no value, and has to be upgraded by hand: one message says so.
  const places = new Set(made.map(({ subject }) => subject));
  const others = initial.diagnostics.filter(({ subject }) => !places.has(subject));
  return { sources, diagnostics: [...found, ...others, ...made], secrets, text: formatText(text) };
}

/** Gives the variables their values as far as that can be done: names of builders may be made of them. */
async function initialise(template: JsonTemplate, path: string, options: UpgradeOptions) {
  const context = jsonContext(path, options);
  const resolved = await resolveVariables(template.variables, template.sensitiveVariables, options, context);
  const userVariables = Object.fromEntries(resolved.values);
  const rendered = (name: string) => {
    const result = interpolate(name, { ...context, userVariables });
    return "value" in result && result.missingVariables.length === 0 ? result.value : name;
  };
  const own = new Set([...template.variables.values()].flatMap(({ range, valueRange }) => [range, valueRange]));
  const diagnostics = resolved.diagnostics.flatMap((d) => {
    // What is wrong with a value in the template is wrong in the new one as well, and a missing value is no matter yet.
    if (!d.subject || !own.has(d.subject)) return [d];
    return d.summary.startsWith("required variable not set") ? [] : [asWarning(d)];
  });
  return { rendered, sources: resolved.sources, diagnostics, secrets: resolved.secrets };
}

function asWarning(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, severity: "warning" };
}

async function writeTemplate(
  template: JsonTemplate,
  rendered: (name: string) => string,
  { registry, hasAnnotations }: UpgradeOptions,
  diagnostics: Diagnostic[],
): Promise<string> {
  const names = createNames(template);
  const builders = await upgradeBuilders(template.builders, rendered, names, registry, diagnostics);
  const build = await upgradeBuild(template, builders.sources, names, registry, diagnostics);
  const { variables, locals } = upgradeVariables(template, names, diagnostics);
  const secrets = names
    .asked()
    .secrets.map((body, i) => `data "amazon-secretsmanager" "autogenerated_${i + 1}" {\n${body}}\n`);
  const sections: readonly (readonly [keyof typeof annotations, readonly string[]])[] = [
    ["packer", packerBlock(template, [...secrets, ...builders.images])],
    ["variables", variables],
    ["secrets", secrets],
    ["images", builders.images],
    ["locals", [...timestampBlock(names), ...locals]],
    ["sources", builders.blocks],
    ["build", isVariablesOnly(template) ? [] : [build]],
  ];
  const blocks = sections.flatMap(([name, [first, ...others]]) =>
    first === undefined ? [] : [`${hasAnnotations ? annotations[name] : ""}${first}`, ...others],
  );
  return [...(hasAnnotations ? [annotations.file] : []), ...blocks].join("\n");
}

/** Such a file is one part of a template. What is built stands in another, and a build without sources would be an error. */
function isVariablesOnly(template: JsonTemplate): boolean {
  const { variables, builders, provisioners, errorCleanupProvisioner, postProcessors } = template;
  const rest = builders.length + provisioners.length + postProcessors.length;
  return variables.size > 0 && rest === 0 && !errorCleanupProvisioner;
}

function packerBlock(template: JsonTemplate, dataSources: readonly string[]): readonly string[] {
  const { minPackerVersion, builders, provisioners, errorCleanupProvisioner, postProcessors } = template;
  const components = [...builders, ...provisioners, errorCleanupProvisioner, ...postProcessors.flat()];
  const types = [...components.flatMap((of) => of?.type ?? []), ...(dataSources.length > 0 ? ["amazon"] : [])];
  const version = minPackerVersion === "" ? "" : `required_version = ${quoteText(`>= ${minPackerVersion}`)}\n`;
  const plugins = requiredPlugins(types);
  return version + plugins === "" ? [] : [`packer {\n${version}${plugins}}\n`];
}

function timestampBlock(names: Names): readonly string[] {
  const { timestamp } = names.asked();
  if (timestamp === undefined) return [];
  return [`locals { ${timestamp} = regex_replace(timestamp(), "[- TZ:]", "") }\n`];
}
