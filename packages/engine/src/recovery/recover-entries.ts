// What one dead run left, taken away newest first. The run is ours alone by now.

import type { AnyResourceKind } from "@ingot/sdk";
import { describeEntry, destroyEntry } from "../journal/destroy-entry.ts";
import type { Journal } from "../journal/journal.ts";
import type { Entry } from "../journal/read-journal.ts";
import type { Leftover, Thing } from "../journal/run.ts";
import { untilAborted } from "../journal/until-aborted.ts";
import { fenceRun } from "./fence-run.ts";
import { classifyEntry, type JudgedRun } from "./find-runs.ts";
import type { Recovered, RecoverOptions } from "./report.ts";

/**
 * Destroys what a run's journal holds and notes it there.
 * @param journal undefined: only tells what would be done
 */
export async function recoverEntries(
  run: string,
  judged: JudgedRun,
  journal: Journal | undefined,
  options: RecoverOptions,
): Promise<Recovered> {
  const destroyed: Thing[] = [];
  const ended: Thing[] = [];
  const failed: Leftover[] = [];
  const left: Record<"kept" | "output", Thing[]> = { kept: [], output: [] };
  const report = (endedProcesses: readonly number[], problem?: string): Recovered => {
    const { kept, output: outputs } = left;
    const { lostEntries } = judged.state;
    return {
      run,
      standing: judged.standing,
      destroyed,
      ended,
      failed,
      kept,
      outputs,
      endedProcesses,
      lostEntries,
      problem,
    };
  };
  const { entries } = judged.state;
  const staying = entries.filter((entry) => isLeft(entry, options));
  const { isOtherBoot } = judged.owner;
  let endedProcesses: readonly number[] = [];
  if (journal && judged.owner.k === "dead" && !isOtherBoot) {
    const spared = new Set(staying.flatMap((entry) => (entry.id === undefined ? [] : [entry.id])));
    try {
      endedProcesses = await fenceRun(run, spared, options.signal);
    } catch (error) {
      return report([], (error as Error).message);
    }
  }
  // What is still there, and keeps what it stands on.
  const present = new Map<number, Thing>();
  for (const entry of [...entries].reverse()) {
    const kind = await options.kinds(entry.kind).catch(() => undefined);
    const thing = describeEntry(entry, kind);
    const where = classifyEntry(entry);
    if (where !== "thing" && staying.includes(entry)) {
      left[where].unshift(thing);
      present.set(entry.n, thing);
      continue;
    }
    const above = entries.find((other) => other.on.includes(entry.n) && present.has(other.n));
    const result = above
      ? `${present.get(above.n)?.description} stands on it and is still there`
      : await removeEntry(entry, kind, isOtherBoot, journal, options);
    if (result === "destroyed") {
      destroyed.push(thing);
      options.onDestroyed?.(run, thing);
    } else if (result === "ended") ended.push(thing);
    else {
      failed.push({ thing, reason: result });
      // Told to whoever asks later: a clean-up in the background has no screen.
      await journal?.append({ t: "failed", n: entry.n, at: Date.now(), reason: result }, false).catch(() => undefined);
      present.set(entry.n, thing);
    }
  }
  return report(endedProcesses);
}

function isLeft(entry: Entry, options: RecoverOptions): boolean {
  switch (classifyEntry(entry)) {
    case "kept":
      return options.withKept !== true;
    case "output":
      return options.outputs !== true;
    default:
      return false;
  }
}

/** @returns how it went, or why it did not */
async function removeEntry(
  entry: Entry,
  kind: AnyResourceKind | undefined,
  isOtherBoot: boolean,
  journal: Journal | undefined,
  options: RecoverOptions,
): Promise<"destroyed" | "ended" | (string & {})> {
  if (!kind) {
    const plugin = entry.kind.split(".")[0];
    return `nobody here knows resources of the kind "${entry.kind}"; install the plugin "${plugin}", then run "ingot cleanup" again`;
  }
  // Its id may be somebody else's by now.
  const isEnded = isOtherBoot && kind.reach === "boot";
  if (!journal) return isEnded ? "ended" : "destroyed";
  const { signal, secret } = options;
  try {
    if (!isEnded) await untilAborted(signal, () => destroyEntry(kind, entry, { signal, secret }, true));
  } catch (error) {
    return (error as Error).message;
  }
  // A lost "gone" is only destroyed twice.
  await journal.append({ t: "gone", n: entry.n }, false).catch(() => undefined);
  return isEnded ? "ended" : "destroyed";
}
