// Runs the prepared builds of a plan: how many at once, in which order, and what came of each.

import type { PreparedBuild } from "./prepare-plan.ts";
import { runBuild } from "./run-build.ts";
import type { BuildResult, RunBuildsOptions } from "./run-options.ts";

/** Runs builds in template order, as many at once as allowed. Never rejects: what went wrong stands in the results. */
export async function runBuilds(
  builds: readonly PreparedBuild[],
  options: RunBuildsOptions,
): Promise<readonly BuildResult[]> {
  const limit = options.around.flags.debug ? 1 : options.parallelBuilds < 1 ? builds.length : options.parallelBuilds;
  const results = new Map<string, BuildResult>();
  const queue = [...builds.entries()];
  const work = async () => {
    for (let next = queue.shift(); next && !options.signal.aborted; next = queue.shift()) {
      const [index, build] = next;
      results.set(String(index), await runBuild(build, options));
    }
  };
  const tell = () => tellWaiting(queue[0]?.[1], limit, options);
  options.signal.addEventListener("abort", tell, { once: true });
  await Promise.all(Array.from({ length: Math.min(limit, builds.length) }, work));
  options.signal.removeEventListener("abort", tell);
  // Those whose turn never came hold something all the same: they were prepared.
  await Promise.all(builds.map((build, index) => (results.has(String(index)) ? undefined : build.holdings.end())));
  if (options.signal.aborted) await endProcesses(options);
  return builds.flatMap((_, index) => results.get(String(index)) ?? []);
}

/** Of the builds that an interrupt keeps from beginning, Packer names the one that waits for its turn. One at a time, none waits. */
function tellWaiting(next: PreparedBuild | undefined, limit: number, { bus, signal }: RunBuildsOptions): void {
  if (!next || limit === 1) return;
  const reason = signal.reason instanceof Error ? signal.reason.message : String(signal.reason);
  bus.ui().error(`Build '${next.planned.name}' failed to acquire semaphore: ${reason}`);
}

/** What an interrupted run started is ended with it, also what its own parent has left behind. */
async function endProcesses({ run, bus }: RunBuildsOptions): Promise<void> {
  await run.endProcesses(new AbortController().signal).catch((error: Error) => bus.ui().error(error.message));
}
