// Cleans up after dead runs, by their journals: what `ingot cleanup` does. A run is taken by renaming its folder, and one rename wins; so two
// recoveries at once are harmless, and a recovery that dies is taken over as the run was.

import { rename } from "node:fs/promises";
import { join } from "node:path";
import { Journal } from "../journal/journal.ts";
import { describeOwner, ownerTag } from "../journal/owner.ts";
import { readJournal } from "../journal/read-journal.ts";
import { runsFolder, stateError } from "../journal/state-folder.ts";
import { findRunFolders, type JudgedRun, judgeRun, type RunFolder } from "./find-runs.ts";
import { recoverEntries } from "./recover-entries.ts";
import type { Recovered, RecoverOptions, Standing } from "./report.ts";
import { sweepFolders } from "./sweep-folders.ts";

/**
 * Removes what dead runs left, and tells per run what came of it. Runs whose owners are alive are not in the result, unless one was named.
 * Throws a StateError when the state folder cannot be read, or the signal's reason between two runs.
 */
export async function recoverRuns(options: RecoverOptions): Promise<readonly Recovered[]> {
  const { stateDir, dryRun = false, signal } = options;
  if (!dryRun) await sweepFolders(stateDir);
  const reports: Recovered[] = [];
  for (const folder of await findRunFolders(stateDir)) {
    signal.throwIfAborted();
    if (options.run !== undefined && options.run !== folder.run) continue;
    const judged = await judgeRun(folder);
    if (!judged) continue;
    if (judged.standing === "alive" && options.run === undefined) continue;
    if (isTooYoung(judged, options)) continue;
    reports.push(await recoverRun(folder, judged, options));
  }
  return reports;
}

/** Of one that does not say when it began, the caller is told. */
function isTooYoung({ state }: JudgedRun, { olderThanMs }: RecoverOptions): boolean {
  return olderThanMs !== undefined && state.startedAt !== undefined && state.startedAt > Date.now() - olderThanMs;
}

async function recoverRun(folder: RunFolder, judged: JudgedRun, options: RecoverOptions): Promise<Recovered> {
  const refusal = judged.problem ?? reasonToRefuse(folder, judged, options);
  if (refusal !== undefined) return untouched(folder.run, judged, refusal);
  if (options.dryRun) return await recoverEntries(folder.run, judged, undefined, options);
  const claim = await claimRun(folder, options.stateDir, judged.standing);
  if ("problem" in claim) return untouched(folder.run, { ...judged, standing: claim.standing }, claim.problem);
  const journal = await Journal.open(claim.path);
  let isEmpty = false;
  try {
    // Only now does nobody else write to it.
    const state = await readJournal(claim.path);
    const report = await recoverEntries(folder.run, { ...judged, state }, journal, options);
    const { failed, kept, outputs, lostEntries, problem } = report;
    isEmpty = failed.length + kept.length + outputs.length + lostEntries === 0 && problem === undefined;
    return report;
  } finally {
    if (isEmpty) await journal.remove().catch(() => undefined);
    else {
      await journal.close().catch(() => undefined);
      // Its owner is dead, so the next recovery finds it as this one did.
      await rename(claim.path, join(runsFolder(options.stateDir), folder.run)).catch(() => undefined);
    }
  }
}

function untouched(run: string, { standing }: JudgedRun, problem: string): Recovered {
  const nothing = { destroyed: [], ended: [], failed: [], kept: [], outputs: [], endedProcesses: [], lostEntries: 0 };
  return { run, standing, ...nothing, problem };
}

function reasonToRefuse(folder: RunFolder, judged: JudgedRun, options: RecoverOptions): string | undefined {
  const { standing, pid } = judged;
  if (options.olderThanMs !== undefined && judged.state.startedAt === undefined)
    return `It does not say any more when it began. If it is old enough, run "ingot cleanup -run=${folder.run}".`;
  switch (standing) {
    case "alive":
      return `The run is going on, as process ${pid}. End it first: it cleans up after itself.`;
    case "busy":
      return `Process ${pid} is cleaning up after it already.`;
    case "unknown":
      return options.run === folder.run
        ? undefined
        : `It was started on another machine, or in another container, and nobody here can tell whether it still goes on. If it does not, run "ingot cleanup -run=${folder.run}".`;
    default:
      return undefined;
  }
}

/** Takes a run: from now on nobody else touches it. */
export async function claimRun(
  folder: RunFolder,
  stateDir: string,
  standing: Standing,
): Promise<{ readonly path: string } | { readonly problem: string; readonly standing: Standing }> {
  const path = join(runsFolder(stateDir), `${folder.run}@${ownerTag(await describeOwner())}`);
  try {
    await rename(folder.path, path);
    return { path };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      return { problem: "Another clean-up has just taken it.", standing: "busy" };
    return { problem: stateError(stateDir, error).detail, standing };
  }
}
