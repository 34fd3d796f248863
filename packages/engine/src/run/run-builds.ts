// Runs the prepared builds of a plan: how many at once, in which order, and what came of each.

import type { ArtifactFacts, Ask, CheckContext, OnError } from "@ingot/sdk";
import type { Bus } from "../events/bus.ts";
import type { Run } from "../journal/run.ts";
import type { Registry } from "../registry/registry.ts";
import type { PreparedBuild } from "./prepare-plan.ts";
import { runBuild } from "./run-build.ts";

export interface RunBuildsOptions {
  readonly run: Run;
  readonly runUuid: string;
  readonly registry: Registry;
  readonly bus: Bus;
  /** Asks in the name of a build. */
  readonly askFor: (build: string) => Ask;
  readonly around: CheckContext;
  readonly debug: boolean;
  readonly force: boolean;
  readonly onError: OnError;
  /** As many builds at once; below 1 is no limit. */
  readonly parallelBuilds: number;
  readonly sensitiveVariables: readonly string[];
  /** Registers a value that must never be shown. */
  readonly secret: (value: string) => void;
  readonly signal: AbortSignal;
}

export interface BuildResult {
  readonly name: string;
  /** Why it failed; undefined after a success. */
  readonly error: Error | undefined;
  readonly wasCancelled: boolean;
  readonly artifacts: readonly ArtifactFacts[];
}

/** Runs builds in template order, as many at once as allowed. Never rejects: what went wrong stands in the results. */
export async function runBuilds(
  builds: readonly PreparedBuild[],
  options: RunBuildsOptions,
): Promise<readonly BuildResult[]> {
  const limit = options.debug ? 1 : options.parallelBuilds < 1 ? builds.length : options.parallelBuilds;
  const results = new Map<string, BuildResult>();
  const queue = [...builds.entries()];
  const work = async () => {
    for (let next = queue.shift(); next && !options.signal.aborted; next = queue.shift()) {
      const [index, build] = next;
      results.set(String(index), await runBuild(build, options));
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, builds.length) }, work));
  return builds.flatMap((_, index) => results.get(String(index)) ?? []);
}
