import { dirname } from "node:path";
import type { Diagnostic, JsonNode, Result } from "@ingot/hcl";
import { appendAll, errorAt, hasErrors, parseJsonTree } from "@ingot/hcl";
import {
  bodyFromJsonNode,
  type ConfigBody,
  type InterpolationContext,
  interpolate,
  overlayBody,
  placesInJson,
  valueFromJsonNode,
} from "@ingot/sdk";
import type { PlannedBuild, PlannedComponent, PlannedPostProcessor, PlannedProvisioner } from "../plan/plan.ts";
import { withFullStop } from "../template/full-stop.ts";
import { exactSelector, type Selector, unmatchedPatterns } from "../template/select-builds.ts";
import type { LoadedTemplate, LoadOptions, Template } from "../template/template.ts";
import { checkJsonLevel, checkJsonTemplate, isForNewer } from "./check-json-template.ts";
import { findMisnamedVariables } from "./find-misnamed-variables.ts";
import type { FixedKind } from "./fix/fixer.ts";
import { isHandledByFix, typeAfterFix } from "./fix/what-fix-does.ts";
import { createJsonConsole } from "./json-console.ts";
import type {
  JsonComponent,
  JsonPostProcessor,
  JsonProvisioner,
  JsonSelectable,
  JsonTemplate,
} from "./json-template.ts";
import { readJsonFile } from "./read-json-file.ts";
import { readJsonTemplate } from "./read-json-template.ts";
import type { JsonText } from "./read-json-value.ts";
import { jsonContext, resolveVariables } from "./resolve-variables.ts";

/** The template that stands in where none is given (core-cli 1.3): one builder, which does nothing. */
const standIn = parseJsonTree('{ "builders": [{ "type": "null", "communicator": "none" }] }', "<no template>").value;

/**
 * Reads a legacy JSON template and gives its variables their values.
 * @param path undefined for the template that stands in where none is given
 */
export async function loadJson(path: string | undefined, options: LoadOptions): Promise<LoadedTemplate> {
  const { sources, tree, diagnostics } =
    path === undefined
      ? { sources: new Map<string, string>(), tree: standIn, diagnostics: [] }
      : await readJsonFile(path, options);
  const end = { sources, template: undefined, secrets: [], isInDoubt: () => false };
  if (!tree) return { ...end, diagnostics };
  const read = readJsonTemplate(tree);
  const problems = [...diagnostics, ...read.diagnostics, ...checkJsonLevel(tree)];
  if (hasErrors(problems) && (!options.findsAll || isForNewer(read.template))) return { ...end, diagnostics: problems };

  const context = jsonContext(path, options);
  const { variables: declared, sensitiveVariables } = read.template;
  const variables = await resolveVariables(declared, sensitiveVariables, options, context, read.isInDoubt.variable);
  for (const [path, content] of variables.sources) sources.set(path, content);
  const template = createTemplate(
    read.template,
    variables.values,
    {
      ...context,
      userVariables: Object.fromEntries(variables.values),
      isVariableInDoubt: (variable) => variables.isInDoubt(variable),
    },
    // Packer looks at names when a template is about to be built: not with -syntax-only, and not to inspect it.
    [...checkJsonTemplate(read.template, tree, { level: false, read }), ...variables.diagnostics],
    hasErrors(problems),
    () => findMisnamedVariables(read.template, tree, (name) => variables.values.has(name) || variables.isInDoubt(name)),
  );
  return { ...end, diagnostics: problems, template, secrets: variables.secrets };
}

function createTemplate(
  json: JsonTemplate,
  values: ReadonlyMap<string, string>,
  context: InterpolationContext,
  problems: readonly Diagnostic[],
  isWrong: boolean,
  unused: () => readonly Diagnostic[],
): Template {
  const isWhole = !isWrong && !hasErrors(problems);
  return {
    requiredPlugins: [],
    directory: context.templatePath === undefined ? context.cwd : dirname(context.templatePath),
    initialise: async () => ({ diagnostics: problems }),
    plan: (selection) => {
      const diagnostics: Diagnostic[] = [];
      const selector = exactSelector(selection);
      const builders = json.builders
        .map((builder) => ({ builder, name: renderedName(builder, context, diagnostics) }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      if (isWhole) refuseSameNames(builders, diagnostics);
      const chosen = builders.filter(({ name }) => selector.takesBuild(name));
      const builds = chosen.map(({ builder, name }) => lower(json, builder, name, selector, context, diagnostics));
      const names = builders.map(({ name }) => name);
      const others = json.postProcessors.flat().map((postProcessor) => postProcessor.name);
      if (isWhole)
        appendAll(
          diagnostics,
          unmatchedPatterns(selection, names, others, (pattern, candidate) => pattern === candidate),
        );
      const secrets = json.sensitiveVariables.flatMap((name) => {
        const value = values.get(name);
        return value === undefined ? [] : [{ name: `the user variable "${name}"`, value }];
      });
      const { sensitiveVariables } = json;
      return { plan: { builds, unbuilt: [], isWhole, buildNames: names, secrets, sensitiveVariables }, diagnostics };
    },
    findUnused: async () => unused(),
    describe: () => ({
      dialect: "json",
      description: json.description,
      variables: [...json.variables.values()]
        .map(({ name, default: value }) => ({
          name,
          value: value ?? undefined,
          sensitive: isSensitive(json, name, value),
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      builders: json.builders.map(({ name, type }) => ({ name, type })).sort((a, b) => (a.name < b.name ? -1 : 1)),
      provisioners: json.provisioners.map(({ type }) => type),
    }),
    console: () => createJsonConsole(values, context),
  };
}

/** Packer hides a default that equals the default of any sensitive variable, too: it compares values. An empty one hides no other. */
function isSensitive(json: JsonTemplate, name: string, value: string | null): boolean {
  if (json.sensitiveVariables.includes(name)) return value !== null;
  return Boolean(value) && json.sensitiveVariables.some((other) => json.variables.get(other)?.default === value);
}

const mostRenderings = 100;

/** A builder's name is rendered until rendering changes nothing. */
function renderedName(builder: JsonComponent, context: InterpolationContext, diagnostics: Diagnostic[]): string {
  let name = builder.name;
  for (let rendering = 0; rendering < mostRenderings; rendering++) {
    const result = interpolate(name, context);
    if ("error" in result) {
      diagnostics.push(
        errorAt(
          builder.range,
          `Invalid builder name "${builder.name}"`,
          `${withFullStop(result.error)} Correct the "name" of this builder.`,
        ),
      );
      return builder.name;
    }
    if (result.value === name) break;
    name = result.value;
  }
  return name;
}

/** Names that are different as they are written may be rendered alike; what is then built would be a matter of luck. */
function refuseSameNames(
  builders: readonly { readonly builder: JsonComponent; readonly name: string }[],
  diagnostics: Diagnostic[],
): void {
  const seen = new Set<string>();
  for (const { builder, name } of builders) {
    if (seen.has(name)) {
      diagnostics.push(
        errorAt(
          builder.range,
          `builder with name '${name}' already exists`,
          `The name "${builder.name}" becomes the name of another builder when it is rendered. Give each builder a "name" of its own.`,
        ),
      );
    }
    seen.add(name);
  }
}

function lower(
  json: JsonTemplate,
  builder: JsonComponent,
  name: string,
  selector: Selector,
  base: InterpolationContext,
  diagnostics: Diagnostic[],
): PlannedBuild {
  const facts: InterpolationContext = { ...base, buildName: name, buildType: builder.type };
  const component = (of: JsonComponent, kind: FixedKind): PlannedComponent => ({
    type: of.type,
    range: of.range,
    typeRange: of.range,
    typeAfterFix: typeAfterFix(kind, of.type),
    facts,
    body: () => bodyOf(of, kind),
  });
  const provisioner = (of: JsonProvisioner): PlannedProvisioner => {
    const override = of.override?.properties.findLast((property) => property.name.value === builder.name)?.value;
    return {
      ...component(of, "provisioner"),
      ...(override ? { body: () => overlaid(bodyOf(of, "provisioner"), override) } : {}),
      pauseBeforeMs: of.pauseBeforeMs,
      timeoutMs: of.timeoutMs,
      maxRetries: retriesOf(of, facts, diagnostics),
      continueOnError: false,
    };
  };
  const postProcessor = (of: JsonPostProcessor): PlannedPostProcessor & { readonly label: string } => ({
    ...component(of, "post-processor"),
    announcement: of.name === of.type ? of.type : `${of.name} (type ${of.type})`,
    keepInputArtifact: of.keepInputArtifact,
    label: of.name,
  });
  // `only` and `except` name builders as the template writes them.
  const names = (list: readonly JsonText[]) => list.map(({ text }) => text);
  const isMeant = (of: JsonSelectable) =>
    of.only.length > 0 ? names(of.only).includes(builder.name) : !names(of.except).includes(builder.name);
  const cleanup = json.errorCleanupProvisioner;
  return {
    name: name === builder.type ? name : `${builder.type}.${name}`,
    // A root key for it would be a mistake to Packer; the command line has -timeout.
    timeoutMs: 0,
    builder: component(builder, "builder"),
    provisioners: json.provisioners.filter(isMeant).map(provisioner),
    errorCleanupProvisioner: cleanup && isMeant(cleanup) ? provisioner(cleanup) : undefined,
    postProcessors: json.postProcessors
      .map((chain) => selector.cutChain(chain.filter(isMeant).map(postProcessor), ({ label }) => label))
      .filter((chain) => chain.length > 0),
  };
}

function bodyOf({ type, config, range }: JsonComponent, kind: FixedKind): Result<ConfigBody> {
  const isOutdated = (name: string) => isHandledByFix(kind, type, name);
  return { value: { ...bodyFromJsonNode(config, range), isOutdated }, diagnostics: [] };
}

function overlaid(body: Result<ConfigBody>, override: JsonNode): Result<ConfigBody> {
  const { rangeOf, nameRangeOf } = placesInJson(override);
  return { ...body, value: overlayBody(body.value, valueFromJsonNode(override), rangeOf, nameRangeOf) };
}

function retriesOf(provisioner: JsonProvisioner, facts: InterpolationContext, diagnostics: Diagnostic[]): number {
  if (provisioner.maxRetries === "") return 0;
  const rendered = interpolate(provisioner.maxRetries, facts);
  if ("awaits" in rendered && rendered.awaits.length > 0) return 0;
  // Less than none is none.
  if ("value" in rendered && /^[+-]?[0-9]+$/.test(rendered.value)) return Math.max(0, Number(rendered.value));
  diagnostics.push(
    errorAt(
      provisioner.maxRetriesRange,
      'Invalid value for "max_retries"',
      '"max_retries" must be a whole number, or a text that renders to one.',
    ),
  );
  return 0;
}
