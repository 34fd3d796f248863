// What lies in the state folder: which runs, whose, and what they may have left. Reads only.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AnyResourceKind } from "@ingot/sdk";
import { describeEntry } from "../journal/destroy-entry.ts";
import { journalFile } from "../journal/journal.ts";
import { type Judgement, judgeOwner, type Owner, readOwnerTag } from "../journal/owner.ts";
import { type Entry, type RunState, readJournal } from "../journal/read-journal.ts";
import type { Thing } from "../journal/run.ts";
import { newerJournalError, runsFolder, stateError } from "../journal/state-folder.ts";
import { backgroundLog } from "../journal/supervisor.ts";
import { findSupervisors } from "./find-supervisors.ts";
import type { FoundRun, Standing } from "./report.ts";

/** The registry's way to a kind; undefined: nobody here knows it. */
export type KindFinder = (kind: string) => Promise<AnyResourceKind | undefined>;

/** A run's folder, by its name. */
export interface RunFolder {
  readonly run: string;
  readonly path: string;
  /** The process that has taken the run to clean it up. */
  readonly claimant: Owner | undefined;
}

/** The runs in the state folder, by name; none when it is not there. Throws a StateError when it cannot be read. */
export async function findRunFolders(stateDir: string): Promise<readonly RunFolder[]> {
  const runs = runsFolder(stateDir);
  const names = await readdir(runs).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw stateError(stateDir, error);
  });
  const folders: RunFolder[] = [];
  for (const name of names.sort()) {
    const [, run, tag] = /^([a-z0-9]+)(?:@(.*))?$/.exec(name) ?? [];
    const claimant = tag === undefined ? undefined : readOwnerTag(tag);
    if (run === undefined || (tag !== undefined && !claimant)) continue;
    folders.push({ run, path: join(runs, name), claimant });
  }
  return folders;
}

/** A run as its journal tells it, judged. */
export interface JudgedRun {
  readonly standing: Standing;
  readonly pid: number | undefined;
  readonly owner: Judgement;
  readonly state: RunState;
  readonly problem: string | undefined;
}

/** Reads and judges a run; undefined when its folder is gone by now. */
export async function judgeRun(folder: RunFolder): Promise<JudgedRun | undefined> {
  let state: RunState;
  try {
    state = await readJournal(folder.path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    const problem = `${join(folder.path, journalFile)} cannot be read: ${message}. Nothing of the run was touched.`;
    return { standing: "unknown", pid: undefined, owner: unknownOwner, state: emptyState, problem };
  }
  const owner: Judgement = state.owner ? await judgeOwner(state.owner) : unknownOwner;
  const facts = { owner, state, pid: (folder.claimant ?? state.owner)?.pid };
  if (state.newerVersion !== undefined) {
    const problem = newerJournalError(join(folder.path, journalFile), state.newerVersion).detail;
    return { ...facts, standing: "newer", problem };
  }
  if (folder.claimant) {
    const claimant = await judgeOwner(folder.claimant);
    return { ...facts, standing: claimant.k === "alive" ? "busy" : claimant.k, problem: undefined };
  }
  return { ...facts, standing: owner.k, problem: undefined };
}

const unknownOwner: Judgement = { k: "unknown", isOtherBoot: false };

const emptyState: RunState = {
  run: undefined,
  owner: undefined,
  startedAt: undefined,
  entries: [],
  lostEntries: 0,
  newerVersion: undefined,
};

/** Where an ordinary recovery would put an entry. */
export function classifyEntry(entry: Entry): "thing" | "kept" | "output" {
  if (entry.isKept) return "kept";
  return entry.isFinished ? "output" : "thing";
}

/**
 * The runs that are not over and whose owners are not known to be alive. A build asks about those that are `dead` and have `things`: what is
 * kept, and outputs of finished builds, are removed only when asked for. Throws a StateError when the state folder cannot be read.
 */
export async function listDeadRuns(stateDir: string, kinds: KindFinder): Promise<readonly FoundRun[]> {
  const found: FoundRun[] = [];
  let supervised: Promise<ReadonlyMap<string, number>> | undefined;
  for await (const [folder, judged] of judgeAll(await findRunFolders(stateDir))) {
    if (judged.standing === "alive") continue;
    supervised ??= findSupervisors();
    const supervisor = judged.standing === "dead" ? (await supervised).get(folder.run) : undefined;
    const lists: Record<"thing" | "kept" | "output", Thing[]> = { thing: [], kept: [], output: [] };
    for (const entry of judged.state.entries) {
      lists[classifyEntry(entry)].push(describeEntry(entry, await kinds(entry.kind).catch(() => undefined)));
    }
    const { startedAt } = judged.state;
    found.push({
      run: folder.run,
      standing: supervisor === undefined ? judged.standing : "busy",
      startedAt: startedAt === undefined ? undefined : new Date(startedAt).toISOString(),
      pid: supervisor ?? judged.pid,
      things: lists.thing,
      kept: lists.kept,
      outputs: lists.output,
      problem: judged.problem,
      failure: lists.thing.length === 0 ? undefined : await lastFailure(folder, judged.state.entries, lists.thing),
    });
  }
  return found;
}

/** So many journals are read at once: there may be thousands, and one at a time is mostly waiting. */
const atOnce = 32;

/** Reads and judges runs, in their order; those that are gone by now are left out. */
async function* judgeAll(folders: readonly RunFolder[]): AsyncGenerator<readonly [RunFolder, JudgedRun]> {
  for (let from = 0; from < folders.length; from += atOnce) {
    const some = folders.slice(from, from + atOnce);
    const judged = await Promise.all(some.map(judgeRun));
    for (const [index, folder] of some.entries()) {
      const one = judged[index];
      if (one) yield [folder, one];
    }
  }
}

/** The newest of what clean-ups have noted; or the last words of one in the background that could not even note something. */
async function lastFailure(
  folder: RunFolder,
  entries: readonly Entry[],
  things: readonly Thing[],
): Promise<string | undefined> {
  const failed = entries.filter((entry) => entry.failure && things.some(({ n }) => n === entry.n));
  const [newest] = failed.sort((a, b) => (b.failure?.at ?? 0) - (a.failure?.at ?? 0));
  if (newest) return `${things.find(({ n }) => n === newest.n)?.description}: ${newest.failure?.reason}`;
  const said = await readFile(join(folder.path, backgroundLog), "utf8").catch(() => "");
  return said.trimEnd().split("\n").at(-1) || undefined;
}
