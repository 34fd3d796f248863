import type { Diagnostic, Range } from "@ingot/hcl";
import { appendAll, errorAt, hasErrors } from "@ingot/hcl";
import {
  type CheckContext,
  type Component,
  PluginFailure,
  type PrepareContext,
  type Prepared,
  type PreparedBuilder,
} from "@ingot/sdk";
import { unknownBuildValues } from "../plan/build-values.ts";
import { decodeContext } from "../plan/decode-context.ts";
import type { BuildValues, Plan, PlannedBuild, PlannedComponent, UnbuiltComponents } from "../plan/plan.ts";
import type { ComponentKind, Registry } from "../registry/registry.ts";
import { unknownComponent } from "../registry/unknown-component.ts";
import { createHoldings, type Holdings } from "./holdings.ts";

/** A build whose every component has been checked as far as can be without a machine. */
export interface PreparedBuild {
  readonly planned: PlannedBuild;
  readonly builder: PreparedBuilder;
  /** What its components hold; who runs the build ends it. */
  readonly holdings: Holdings;
  /** What was found on the way, all warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface PreparedPlan {
  readonly builds: readonly PreparedBuild[];
  /** Of all builds, the failed ones included. */
  readonly diagnostics: readonly Diagnostic[];
  /** Values of sensitive fields. */
  readonly secrets: readonly string[];
  /** Ends what the components of builds hold that will not run. */
  readonly end: () => Promise<void>;
}

/** What components are prepared with, whichever they are. */
export type PlanSurroundings = CheckContext & Pick<PrepareContext, "flags" | "sensitiveVariables">;

/**
 * Checks every component of every build of a plan: `validate` ends here, `build` runs the builds that are right even when others are not.
 */
export async function preparePlan(plan: Plan, registry: Registry, around: PlanSurroundings): Promise<PreparedPlan> {
  const builds: PreparedBuild[] = [];
  const diagnostics: Diagnostic[] = [];
  const secrets: string[] = [];
  for (const planned of plan.builds) {
    const holdings = createHoldings();
    const build = await prepareBuild(planned, plan.isWhole, registry, { ...around, holdings });
    appendAll(diagnostics, build.diagnostics);
    appendAll(secrets, build.secrets);
    if (build.builder && !hasErrors(build.diagnostics))
      builds.push({ planned, builder: build.builder, holdings, diagnostics: build.diagnostics });
    else await holdings.end();
  }
  for (const components of plan.unbuilt) {
    const holdings = createHoldings();
    const surroundings = { ...around, holdings };
    const checked = await prepareComponents(components, unknownBuildValues(undefined), registry, surroundings);
    await holdings.end();
    appendAll(diagnostics, checked.diagnostics);
    appendAll(secrets, checked.secrets);
  }
  const end = async () => {
    await Promise.all(builds.map(({ holdings }) => holdings.end()));
  };
  return { builds, diagnostics, secrets, end };
}

async function prepareBuild(planned: PlannedBuild, isWhole: boolean, registry: Registry, around: BuildSurroundings) {
  const builder = await prepareComponent(
    registry,
    "builder",
    registry.component("builder", planned.builder.type),
    planned.builder,
    unknownBuildValues([]),
    around,
  );
  const diagnostics = [...builder.diagnostics];
  if (isWhole && !builder.value && builder.unknown.length > 0 && !hasErrors(builder.diagnostics))
    diagnostics.push(notKnownYet(planned.builder, builder.unknown));
  const build = unknownBuildValues(builder.value?.generatedNames);
  const rest = await prepareComponents(planned, build, registry, around);
  return {
    builder: builder.value,
    diagnostics: [...diagnostics, ...rest.diagnostics],
    secrets: [...builder.secrets, ...rest.secrets],
  };
}

async function prepareComponents(
  planned: UnbuiltComponents,
  build: BuildValues,
  registry: Registry,
  around: BuildSurroundings,
) {
  const diagnostics: Diagnostic[] = [];
  const secrets: string[] = [];
  const prepare = async <T>(kind: ComponentKind, loading: Loading<T>, one: PlannedComponent) => {
    const prepared = await prepareComponent(registry, kind, loading, one, build, around);
    appendAll(diagnostics, prepared.diagnostics);
    appendAll(secrets, prepared.secrets);
  };
  for (const one of allProvisioners(planned))
    await prepare("provisioner", registry.component("provisioner", one.type), one);
  for (const one of planned.postProcessors.flat())
    await prepare("post-processor", registry.component("post-processor", one.type), one);
  return { diagnostics, secrets };
}

function allProvisioners(planned: UnbuiltComponents) {
  return planned.errorCleanupProvisioner
    ? [...planned.provisioners, planned.errorCleanupProvisioner]
    : planned.provisioners;
}

/** What the components of one build are prepared with. */
export type BuildSurroundings = PlanSurroundings & { readonly holdings: Holdings };

/** A component on its way from the registry. */
type Loading<T> = Promise<Component<T> | undefined>;

/** Evaluates, decodes and checks one component. One that is not there, or whose plugin cannot be used, is a diagnostic. */
export async function prepareComponent<T>(
  registry: Registry,
  kind: ComponentKind,
  loading: Loading<T>,
  planned: PlannedComponent,
  build: BuildValues,
  around: BuildSurroundings,
): Promise<Prepared<T>> {
  const nothing = { value: undefined, unknown: [], secrets: [], ranges: new Map() };
  const noted = () => registry.notes(kind, planned.type).map((note) => ({ ...note, subject: planned.typeRange }));
  const component = await loading.catch((error: unknown) => unusable(error, planned.typeRange));
  if (component && "severity" in component) return { ...nothing, diagnostics: [...noted(), component] };
  if (!component) {
    const missing = unknownComponent(registry, kind, planned.type, planned.typeRange, {
      dialect: planned.facts.dialect,
      typeAfterFix: planned.typeAfterFix,
    });
    return { ...nothing, diagnostics: [missing, ...(planned.checkExpressions?.(build) ?? [])] };
  }
  const body = planned.body(build);
  const { holdsSecret } = around;
  const context = { ...decodeContext(kind, planned, build), ...(holdsSecret ? { holdsSecret } : {}) };
  const { holdings, ...rest } = around;
  const prepared = await component.prepare(body.value, context, {
    ...rest,
    facts: { ...planned.facts, hasOpenData: build.isOpen },
    buildNames: build.names,
    holding: holdings.of(planned),
  });
  const diagnostics = [...noted(), ...body.diagnostics, ...prepared.diagnostics];
  return { ...prepared, value: hasErrors(diagnostics) ? undefined : prepared.value, diagnostics };
}

/** Why a plugin cannot be used, as a diagnostic; anything else goes on as it is. */
export function unusable(error: unknown, where: Range): Diagnostic {
  if (error instanceof PluginFailure) return errorAt(where, error.summary, error.detail);
  throw error;
}

function notKnownYet(planned: PlannedComponent, fields: readonly string[]): Diagnostic {
  return {
    ...errorAt(
      planned.range,
      "Builder configuration is not known yet",
      `The builder "${planned.type}" needs ${fields.map((field) => `"${field}"`).join(", ")}, whose value depends on something that is read only when the build runs.`,
    ),
    // Data sources are not read by `validate`: the config cannot be finished then, which is no mistake.
    severity: "warning",
  };
}
