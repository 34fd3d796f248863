import { hasErrors } from "@ingot/hcl";
import type {
  Artifact,
  ArtifactFacts,
  Ask,
  BuildContext,
  Generated,
  PostProcessContext,
  ProvisionerFacts,
  RunContext,
} from "@ingot/sdk";
import type { BuildLedger } from "../journal/run.ts";
import { knownBuildValues } from "../plan/build-values.ts";
import type { PlannedPostProcessor } from "../plan/plan.ts";
import { runSteps } from "../runner/run-steps.ts";
import { isTimeout, startClock } from "./build-timeout.ts";
import { newDiagnostics } from "./new-diagnostics.ts";
import { postProcess } from "./post-process.ts";
import { type PreparedBuild, prepareComponent } from "./prepare-plan.ts";
import { ConfigurationError, provisionMachine } from "./provision.ts";
import type { BuildResult, RunBuildsOptions } from "./run-options.ts";
import { createWayIn, type WayIn } from "./way-in.ts";

/** What went wrong in the post-processor chains of one build, in Packer's form also where it is one thing. */
export class PostProcessingError extends AggregateError {
  constructor(errors: readonly Error[]) {
    super(errors, `${errors.length} error(s) occurred:\n\n${errors.map((error) => `* ${error.message}`).join("\n")}`);
    this.name = "PostProcessingError";
  }
}

/** Runs one build from its start to the hand-over of what it made. Never rejects. */
export async function runBuild(build: PreparedBuild, options: RunBuildsOptions): Promise<BuildResult> {
  const { name } = build.planned;
  const { bus } = options;
  const startedAt = performance.now();
  bus.emit({ type: "build-start", builder: build.planned.builder.type }, name);
  const clock = startClock(options.timeoutMs ?? build.planned.timeoutMs, () => bus.placeOf(name));
  const ask: Ask = (...question) => clock.standStill(() => options.askFor(name)(...question));
  const signal = AbortSignal.any([options.signal, clock.signal]);
  try {
    const artifacts = await runToArtifacts(build, { ...options, askFor: () => ask, signal });
    for (const [index, artifact] of artifacts.entries()) bus.emit({ type: "artifact", index, artifact }, name);
    bus.emit({ type: "build-end", outcome: "done", tookMs: performance.now() - startedAt }, name);
    return { name, error: undefined, wasCancelled: false, artifacts };
  } catch (caught) {
    const thrown = caught instanceof Error ? caught : new Error(String(caught));
    // What is thrown by work that was stopped says no more than that.
    const error = isTimeout(signal.reason) ? signal.reason : thrown;
    const wasCancelled = options.signal.aborted;
    const outcome = wasCancelled ? "cancelled" : "failed";
    bus.emit({ type: "log", level: "debug", source: name, text: error.stack ?? error.message }, name);
    bus.emit({ type: "build-end", outcome, tookMs: performance.now() - startedAt, error: error.message }, name);
    return { name, error, wasCancelled, artifacts: [] };
  } finally {
    clock.stop();
  }
}

async function runToArtifacts(build: PreparedBuild, options: RunBuildsOptions): Promise<readonly ArtifactFacts[]> {
  const { planned, builder } = build;
  const ledger = options.run.build(planned.name);
  try {
    const scope = ledger.scope(planned.builder.type, options.signal);
    const context = runContext(build, options, scope.resources);
    const wayIn = createWayIn(context, options.around.cwd);
    const builderContext: BuildContext = {
      ...context,
      provision: (machine, signal) =>
        provisionWith(build, "provision", machine, { ...context, signal }, wayIn, options),
      cleanupProvision: (machine, signal) =>
        provisionWith(build, "error-cleanup", machine, { ...context, signal }, wayIn, options),
      runSteps: (pipeline, state) => runSteps(pipeline, state, { build: builderContext, ledger, wayIn }),
    };
    const artifact = await builder.run(builderContext);
    options.signal.throwIfAborted();
    await ledger.finished();
    try {
      if (!artifact) return [];
      const processed = await postProcess(planned, artifact, context, (postProcessor, input, generated) =>
        runPostProcessor(postProcessor, input, generated, build, ledger, options),
      );
      if (processed.errors.length > 0) throw new PostProcessingError(processed.errors);
      return processed.artifacts.map(factsOf);
    } finally {
      // What is there is the user's now, also after a failing post-processor or Ctrl-C in one: the builder's work is done and paid for.
      await ledger.commit();
    }
  } finally {
    await build.holdings.end();
    // The clean-up is not stopped by what stopped the build.
    await ledger.release("run", new AbortController().signal);
  }
}

function runContext(build: PreparedBuild, options: RunBuildsOptions, resources: RunContext["resources"]): RunContext {
  const { planned } = build;
  return {
    buildName: planned.name,
    packerBuildName: planned.builder.facts.buildName ?? planned.name,
    builderType: planned.builder.type,
    runUuid: options.runUuid,
    versions: options.versions,
    flags: options.around.flags,
    sensitiveVariables: options.around.sensitiveVariables,
    ui: options.bus.ui(planned.name),
    ask: options.askFor(planned.name),
    temp: options.run.temp,
    resources,
    secret: options.secret,
    signal: options.signal,
  };
}

async function provisionWith(
  build: PreparedBuild,
  phase: ProvisionerFacts["phase"],
  machine: Parameters<BuildContext["provision"]>[0],
  context: RunContext,
  wayIn: WayIn,
  options: RunBuildsOptions,
): Promise<void> {
  const { registry, around } = options;
  const { planned, builder, diagnostics: shown } = build;
  const cleanup = planned.errorCleanupProvisioner ? [planned.errorCleanupProvisioner] : [];
  await provisionMachine(phase === "provision" ? planned.provisioners : cleanup, machine, context, {
    phase,
    registry,
    around: { ...around, holdings: build.holdings },
    announced: builder.generatedNames,
    shown,
    wayIn,
  });
}

async function runPostProcessor(
  planned: PlannedPostProcessor,
  artifact: Artifact,
  generated: Generated,
  build: PreparedBuild,
  ledger: BuildLedger,
  options: RunBuildsOptions,
) {
  const { name } = build.planned;
  const values = knownBuildValues(build.builder.generatedNames, generated);
  const { registry, signal } = options;
  const loading = registry.component("post-processor", planned.type);
  const around = { ...options.around, signal, holdings: build.holdings };
  const prepared = await prepareComponent(registry, "post-processor", loading, planned, values, around);
  for (const secret of prepared.secrets) options.secret(secret);
  for (const diagnostic of newDiagnostics(prepared.diagnostics, build.diagnostics))
    options.bus.emit({ type: "diagnostic", diagnostic }, name);
  if (!prepared.value || hasErrors(prepared.diagnostics))
    throw new ConfigurationError("post-processor", planned.type, prepared.diagnostics);
  const scope = ledger.scope(planned.type, options.signal);
  const context = runContext(build, options, scope.resources);
  const ui = context.ui.as(`${name} (${planned.type})`);
  const postProcessContext: PostProcessContext = { ...context, ui, generated };
  try {
    return await prepared.value.postProcess(artifact, postProcessContext);
  } finally {
    await scope.release("run", new AbortController().signal);
  }
}

function factsOf({ builderId, id, files, text }: Artifact): ArtifactFacts {
  return { builderId, id, files: [...files], text };
}
