// From the build blocks to the plan: one build for each source of each block that the selection leaves.

import type { Body, Diagnostic, Path, Range, Result, Scope, Value } from "@ingot/hcl";
import { expandDynamic, T, V } from "@ingot/hcl";
import { bodyFromHcl, buildPlaceholder, type ConfigBody, type InterpolationContext, overlayBody } from "@ingot/sdk";
import type {
  BuildValues,
  PlannedBuild,
  PlannedComponent,
  PlannedPostProcessor,
  PlannedProvisioner,
  UnbuiltComponents,
} from "../plan/plan.ts";
import type { Selector } from "../template/select-builds.ts";
import type { BuildBlock, ComponentBlock } from "./build-block.ts";
import { type ComponentSettings, isMeantFor, readComponentSettings } from "./component-settings.ts";
import type { UsedSource } from "./use-sources.ts";

/** The name of a build: `[block.]type.name`. */
export function buildNameOf(block: BuildBlock, source: UsedSource): string {
  const name = `${source.type}.${source.localName}`;
  return block.name === "" ? name : `${block.name}.${name}`;
}

/** The `name` of a provisioner or post-processor; "" where it has none. */
export function nameOfComponent({ block }: ComponentBlock, scope: Scope): string {
  const content = block.body.partial({ attributes: [{ name: "name" }], blocks: [] });
  const name = content.value.attributes.get("name")?.expression.evaluate(scope).value;
  return name?.k === "string" ? name.value : "";
}

/** Lowers the builds that the selector takes. `scope` has variables, locals, data and functions. */
export function lowerBuilds(
  blocks: readonly BuildBlock[],
  selector: Selector,
  scope: Scope,
  context: InterpolationContext,
): {
  readonly builds: readonly PlannedBuild[];
  readonly unbuilt: readonly UnbuiltComponents[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const builds: PlannedBuild[] = [];
  const unbuilt: UnbuiltComponents[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const block of blocks) {
    if (block.sources.length === 0 && selector.takesBuild(block.name))
      unbuilt.push(lowerComponents(block, undefined, selector, scope, context, diagnostics));
    for (const source of block.sources) {
      const name = buildNameOf(block, source);
      if (selector.takesBuild(name))
        builds.push(lowerBuild(name, block, source, selector, scope, context, diagnostics));
    }
  }
  return { builds, unbuilt, diagnostics };
}

function lowerBuild(
  name: string,
  block: BuildBlock,
  source: UsedSource,
  selector: Selector,
  scope: Scope,
  context: InterpolationContext,
  diagnostics: Diagnostic[],
): PlannedBuild {
  const here = scopeOfSource(source, scope);
  const builderScope: Scope = { ...here, variables: new Map([...here.variables, ["build", V.unknown(T.object([]))]]) };
  return {
    name,
    timeoutMs: block.timeoutMs,
    builder: {
      type: source.type,
      range: source.range,
      typeRange: source.typeRange,
      facts: factsOf(source, context),
      body: () => evaluated(source.body, builderScope, source.range),
      checkExpressions: () => wrongExpressions(source.body, builderScope),
    },
    ...lowerComponents(block, source, selector, scope, context, diagnostics),
  };
}

function scopeOfSource(source: UsedSource | undefined, scope: Scope): Scope {
  const variables = new Map(source ? [["source", sourceObject(source)]] : []);
  return { variables, functions: scope.functions, parent: scope };
}

function factsOf(source: UsedSource | undefined, context: InterpolationContext): InterpolationContext {
  // The name without the alias: Packer's own choice, which file names of post-processors depend on.
  if (source) return { ...context, buildName: source.sourceName, buildType: source.type };
  return { ...context, buildName: buildPlaceholder("Name"), buildType: buildPlaceholder("Type") };
}

/** What a build has beside its builder. Without a source, all of it, to be checked. */
function lowerComponents(
  block: BuildBlock,
  source: UsedSource | undefined,
  selector: Selector,
  scope: Scope,
  context: InterpolationContext,
  diagnostics: Diagnostic[],
): UnbuiltComponents {
  const facts = factsOf(source, context);
  const here = scopeOfSource(source, scope);
  const forSettings: Scope = {
    ...here,
    variables: new Map([...here.variables, ["build", V.object([["name", V.string(block.name)]])]]),
  };
  const isMeant = (settings: ComponentSettings) =>
    source === undefined || isMeantFor(settings, `${source.type}.${source.localName}`);

  const plannedComponent = (component: ComponentBlock, settings: ComponentSettings): PlannedComponent => ({
    type: component.type,
    range: component.block.headerRange,
    typeRange: component.block.labelRanges[0] ?? component.block.headerRange,
    facts,
    body: bodyOf(component, settings, source, block, here),
    checkExpressions: (build) => wrongExpressions(settings.rest, scopeOfBuild(block, build, here)),
  });

  const provisioner = (component: ComponentBlock): PlannedProvisioner | undefined => {
    const settings = readComponentSettings(
      "provisioner",
      component.block.body,
      component.block.headerRange,
      forSettings,
      diagnostics,
    );
    if (!isMeant(settings)) return undefined;
    const { pauseBeforeMs, timeoutMs, maxRetries, continueOnError } = settings;
    const base = plannedComponent(component, settings);
    return { ...base, pauseBeforeMs, timeoutMs, maxRetries, continueOnError };
  };

  const postProcessor = (
    component: ComponentBlock,
  ): (PlannedPostProcessor & { readonly label: string }) | undefined => {
    const settings = readComponentSettings(
      "post-processor",
      component.block.body,
      component.block.headerRange,
      forSettings,
      diagnostics,
    );
    if (!isMeant(settings)) return undefined;
    return {
      ...plannedComponent(component, settings),
      announcement: settings.name === component.type ? component.type : `${settings.name} (type ${component.type})`,
      keepInputArtifact: settings.keepInputArtifact,
      label: settings.name || component.type,
    };
  };

  return {
    provisioners: block.provisioners.flatMap((component) => provisioner(component) ?? []),
    errorCleanupProvisioner: block.errorCleanup && provisioner(block.errorCleanup),
    postProcessors: block.postProcessors
      .map((chain) =>
        selector.cutChain(
          chain.flatMap((component) => postProcessor(component) ?? []),
          ({ label }) => label,
        ),
      )
      .filter((chain) => chain.length > 0),
  };
}

function bodyOf(
  component: ComponentBlock,
  settings: ComponentSettings,
  source: UsedSource | undefined,
  block: BuildBlock,
  scope: Scope,
): (build: BuildValues) => Result<ConfigBody> {
  const override = source && settings.override.get(source.localName);
  return (build) => {
    const body = evaluated(settings.rest, scopeOfBuild(block, build, scope), component.block.headerRange);
    if (!override) return body;
    const rangeOf = (path: Path) => settings.overrideRangeOf([source.localName, ...path]);
    return { ...body, value: overlayBody(body.value, override, rangeOf) };
  };
}

function scopeOfBuild(block: BuildBlock, build: BuildValues, scope: Scope): Scope {
  return { ...scope, variables: new Map([...scope.variables, ["build", buildObject(block.name, build)] as const]) };
}

/** What evaluating each of its own arguments finds; nested blocks are left alone, since nobody knows which there are. */
function wrongExpressions(body: Body, scope: Scope): readonly Diagnostic[] {
  return [...body.attributes().value.values()].flatMap(({ expression }) => expression.evaluate(scope).diagnostics);
}

function evaluated(body: UsedSource["body"], scope: Scope, range: Range): Result<ConfigBody> {
  return { value: bodyFromHcl(expandDynamic(body, scope), scope, range), diagnostics: [] };
}

function sourceObject(source: UsedSource): Value {
  return V.object([
    ["name", V.string(source.localName)],
    ["type", V.string(source.type)],
  ]);
}

/** `build` as provisioners and post-processors see it. A value that the builder did not give keeps Packer's text. */
function buildObject(name: string, build: BuildValues): Value {
  if (build.isOpen) return V.unknown(T.dynamic);
  const entries = build.names.map((key): [string, Value] => {
    if (!build.values) return [key, V.unknown(T.dynamic)];
    const value = build.values[key];
    if (typeof value === "number") return [key, V.number(value)];
    if (typeof value === "boolean") return [key, V.bool(value)];
    return [key, V.string(value ?? "<unknown>")];
  });
  return V.object([...entries, ["name", V.string(name)]]);
}
