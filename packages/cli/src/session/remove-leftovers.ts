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
  readonly olderThanMs?: number;
}

export interface Removal {
  /** Nothing is left that should have gone. */
  readonly isClean: boolean;
  /** There is something that was not asked for (left on purpose, or finished), or that somebody else is removing. */
  readonly hasSpared: boolean;
  /** How many runs there were to look at. */
  readonly runs: number;
}

/** Removes what dead runs left, telling each thing as it goes. */
export async function removeLeftovers(options: RemoveOptions): Promise<Removal> {
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
  for (const result of results) {
    const report = reportOf(result, dryRun);
    if (report !== "") await host.write(report);
    await tellFacts(result, dryRun, host);
  }
  return {
    isClean: results.every(
      (result) =>
        result.failed.length + result.lostEntries === 0 && (result.problem === undefined || result.standing === "busy"),
    ),
    hasSpared: results.some(
      (result) => result.kept.length > 0 || result.outputs.length > 0 || result.standing === "busy",
    ),
    runs: results.length,
  };
}

/** Credentials do not stand in the journal: they are asked for by name. */
async function secretFromEnvironment(name: string): Promise<string> {
  const value = process.env[name];
  if (value !== undefined) return value;
  throw new Error(`The credential "${name}" is needed: set it in the environment and run ingot cleanup again`);
}

function reportOf(result: Recovered, dryRun: boolean): string {
  const { run, lostEntries } = result;
  const lines: string[] = [];
  const list = (things: Recovered["kept"]) => things.map(({ description }) => `  ${description}`);
  if (result.problem !== undefined) lines.push(`Run ${run} was not touched: ${result.problem}`);
  for (const { thing, reason } of result.failed) lines.push(`Could not remove ${thing.description}: ${reason}`);
  if (result.failed.length > 0)
    lines.push(`Run ${run} stays in the journal. Mend the reason, then run: ingot cleanup -run=${run}`);
  if (lostEntries > 0) {
    const what = lostEntries === 1 ? "1 thing" : `${lostEntries} things`;
    lines.push(
      `The journal of run ${run} is damaged: of ${what} that the run may have made nothing can be read. Look for names that hold "ingot-${run}-", then run: ingot cleanup -forget -run=${run}`,
    );
  }
  if (result.outputs.length > 0) {
    lines.push(
      `Run ${run} had finished what it built, which is left for you (-outputs removes it too):`,
      ...list(result.outputs),
    );
  }
  if (result.kept.length > 0) lines.push(`Run ${run} left on purpose (-kept removes it too):`, ...list(result.kept));
  if (result.endedProcesses.length > 0 && !dryRun)
    lines.push(`Ended ${result.endedProcesses.length} process(es) of run ${run}`);
  return lines.map((line) => `${line}\n`).join("");
}

/** The same for programs: one line for each thing, with the run, the kind, the id and, where it stays, why. */
async function tellFacts(result: Recovered, dryRun: boolean, host: Host): Promise<void> {
  const { run, standing, problem } = result;
  const tell = async (what: string, things: Recovered["kept"]) => {
    for (const { kind, id = "", description } of things)
      await host.tell({ type: `cleanup-${what}`, data: [run, kind, id, description] });
  };
  await tell(dryRun ? "would-remove" : "removed", result.destroyed);
  await tell("ended", result.ended);
  await tell("kept", result.kept);
  await tell("output", result.outputs);
  for (const { thing, reason } of result.failed)
    await host.tell({ type: "cleanup-failed", data: [run, thing.kind, thing.id ?? "", thing.description, reason] });
  if (result.lostEntries > 0) await host.tell({ type: "cleanup-unreadable", data: [run, String(result.lostEntries)] });
  if (problem !== undefined) await host.tell({ type: "cleanup-untouched", data: [run, standing, problem] });
}
