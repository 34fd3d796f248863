import type { Artifact, Generated, PostProcessContext } from "@ingot/sdk";
import type { PlannedBuild, PlannedPostProcessor } from "../plan/plan.ts";
import { reportEnd } from "./report-end.ts";

/** What the chains of a build left: the artifacts to show, in order, or everything that went wrong. */
export interface PostProcessing {
  readonly artifacts: readonly Artifact[];
  readonly errors: readonly Error[];
}

/** Makes one post-processor ready with what is known of the build by now, and runs it. */
export type RunPostProcessor = (
  planned: PlannedPostProcessor,
  artifact: Artifact,
  generated: Generated,
) => Promise<{ readonly artifact: Artifact | undefined; readonly keep: boolean; readonly keepIsForced: boolean }>;

/**
 * Runs the post-processor chains of a build, one after another, each from the builder's artifact (core-orchestration 4.4).
 * A failing chain does not stop the next. The builder's artifact goes unless the first post-processor of some chain kept it.
 */
export async function postProcess(
  build: Pick<PlannedBuild, "postProcessors">,
  artifact: Artifact,
  context: Pick<PostProcessContext, "ui" | "signal">,
  run: RunPostProcessor,
): Promise<PostProcessing> {
  const artifacts: Artifact[] = [];
  const errors: Error[] = [];
  let keepsOriginal = build.postProcessors.length === 0;
  for (const [chainIndex, chain] of build.postProcessors.entries()) {
    let prior = artifact;
    let isComplete = true;
    for (const [index, planned] of chain.entries()) {
      context.signal.throwIfAborted();
      context.ui.say(`Running post-processor: ${planned.announcement}`);
      const facts = { chain: chainIndex, index, postProcessor: planned.type };
      context.ui.emit({ type: "post-processor-start", ...facts });
      const running = run(planned, prior, await generatedOf(prior, artifact));
      const result = await reportEnd(running, context.signal, (end) =>
        context.ui.emit({ type: "post-processor-end", ...facts, ...end }),
      ).catch((error: unknown) => toError(error));
      if (result instanceof Error) {
        context.signal.throwIfAborted();
        errors.push(new Error(`Post-processor failed: ${result.message}`, { cause: result }));
        isComplete = false;
        break;
      }
      if (!result.artifact) {
        isComplete = false;
        break;
      }
      const keep = isKept(planned, result);
      if (index === 0) keepsOriginal ||= keep;
      else if (keep) artifacts.push(prior);
      else await destroy(prior, "Failed cleaning up prior artifact", errors, context.signal);
      prior = result.artifact;
    }
    if (isComplete) artifacts.push(prior);
  }
  if (keepsOriginal) artifacts.unshift(artifact);
  else await destroy(artifact, "Error destroying builder artifact", errors, context.signal);
  return { artifacts, errors };
}

function isKept(
  planned: PlannedPostProcessor,
  result: { readonly keep: boolean; readonly keepIsForced: boolean },
): boolean {
  if (planned.keepInputArtifact === undefined) return result.keep;
  return planned.keepInputArtifact || (result.keep && result.keepIsForced);
}

async function destroy(artifact: Artifact, summary: string, errors: Error[], signal: AbortSignal): Promise<void> {
  await artifact.destroy(signal).catch((error: unknown) => {
    errors.push(new Error(`${summary}: ${toError(error).message}`, { cause: error }));
  });
}

/** The generated data that travels on an artifact; a post-processor's own artifact may carry none, then the builder's counts. */
async function generatedOf(artifact: Artifact, original: Artifact): Promise<Generated> {
  const data = (await artifact.state("generated_data")) ?? (await original.state("generated_data"));
  if (typeof data !== "object" || data === null || Array.isArray(data)) return {};
  const scalars = Object.entries(data).filter((entry): entry is [string, string | number | boolean] =>
    ["string", "number", "boolean"].includes(typeof entry[1]),
  );
  return Object.fromEntries(scalars);
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
