import { findStateDir, type Recovered, type Registry, recoverRuns } from "@ingot/engine";
import type { Host } from "../host.ts";

export interface RemoveOptions {
  readonly registry: Registry;
  readonly host: Host;
  readonly signal: AbortSignal;
  readonly dryRun: boolean;
  /** Also what -on-error=abort left. */
  readonly withKept: boolean;
  /** Also what finished builders made. */
  readonly outputs: boolean;
  readonly run?: string;
}

/**
 * Removes what dead runs left, telling each thing as it goes. Resolves with whether nothing is left that should have gone, and whether there
 * is something that was not asked for: left on purpose, or finished.
 */
export async function removeLeftovers(
  options: RemoveOptions,
): Promise<{ readonly isClean: boolean; readonly hasSpared: boolean }> {
  const { registry, host, dryRun, ...rest } = options;
  const verb = dryRun ? "Would remove" : "Removed";
  const results = await recoverRuns({
    ...rest,
    dryRun,
    stateDir: findStateDir(process.env),
    kinds: registry.resourceKind,
    secret: secretFromEnvironment,
    onDestroyed: (run, thing) => void host.write(`${verb} ${thing.description} (run ${run})\n`),
  });
  for (const result of results) await host.write(reportOf(result, dryRun));
  return {
    isClean: results.every(
      (result) => result.failed.length === 0 && (result.problem === undefined || result.standing === "busy"),
    ),
    hasSpared: results.some((result) => result.kept.length > 0 || result.outputs.length > 0),
  };
}

/** Credentials do not stand in the journal: they are asked for by name. */
async function secretFromEnvironment(name: string): Promise<string> {
  const value = process.env[name];
  if (value !== undefined) return value;
  throw new Error(`The credential "${name}" is needed: set it in the environment and run ingot cleanup again`);
}

function reportOf(result: Recovered, dryRun: boolean): string {
  const lines: string[] = [];
  const list = (things: Recovered["kept"]) => things.map(({ description }) => `  ${description}`);
  if (result.problem !== undefined) lines.push(`Run ${result.run} was not touched: ${result.problem}`);
  for (const { thing, reason } of result.failed) lines.push(`Could not remove ${thing.description}: ${reason}`);
  if (result.failed.length > 0)
    lines.push(`Run ${result.run} stays in the journal. Mend the reason, then run: ingot cleanup`);
  if (result.outputs.length > 0) {
    lines.push(
      `Run ${result.run} had finished what it built, which is left for you (-outputs removes it too):`,
      ...list(result.outputs),
    );
  }
  if (result.kept.length > 0)
    lines.push(`Run ${result.run} left on purpose (-kept removes it too):`, ...list(result.kept));
  if (result.endedProcesses.length > 0 && !dryRun)
    lines.push(`Ended ${result.endedProcesses.length} process(es) of run ${result.run}`);
  return lines.map((line) => `${line}\n`).join("");
}
