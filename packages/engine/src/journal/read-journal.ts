import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "@ingot/sdk";
import { copyFile, journalFile } from "./journal.ts";
import type { Owner } from "./owner.ts";
import { type DecodedJournal, decodeJournal, type JournalRecord } from "./record.ts";

/** A resource as the journal knows it. */
export interface Entry {
  readonly n: number;
  readonly at: number;
  readonly build: string;
  readonly step: string;
  readonly kind: string;
  readonly spec: Json;
  readonly on: readonly number[];
  readonly life: "run" | "output";
  id: string | undefined;
  isKept: boolean;
  /** An output whose builder has come to its end. */
  isFinished: boolean;
  /** How the last clean-up that could not remove it failed. */
  failure?: Failure | undefined;
}

interface Failure {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly reason: string;
}

/** What the journal of a run says, read as a whole. */
export interface RunState {
  readonly run: string | undefined;
  readonly owner: Owner | undefined;
  readonly startedAt: number | undefined;
  /** What may still exist, oldest first: neither gone nor handed over. */
  readonly entries: readonly Entry[];
  /** Things that the run may have made and of which nothing can be read any more. */
  readonly lostEntries: number;
  readonly newerVersion: number | undefined;
}

/** Reads the journal in the folder of a run. Throws when neither of its files can be read; damaged lines are left out. */
export async function readJournal(folder: string): Promise<RunState> {
  const texts = await Promise.allSettled([journalFile, copyFile].map((name) => readFile(join(folder, name), "utf8")));
  const files = texts.flatMap((text) => (text.status === "fulfilled" ? [decodeJournal(text.value)] : []));
  if (files.length === 0) for (const text of texts) if (text.status === "rejected") throw text.reason;
  return {
    ...replayFiles(files),
    newerVersion: files.find(({ newerVersion }) => newerVersion !== undefined)?.newerVersion,
  };
}

/** What the two files of a journal say together. */
export function replayFiles(files: readonly DecodedJournal[]): Omit<RunState, "newerVersion"> {
  // The number in a damaged line may be damaged itself. It counts where no file is whole.
  const isWhole = files.some(({ damagedLines }) => damagedLines === 0);
  return replayRecords(
    files.flatMap(({ records }) => records),
    isWhole ? [] : files.flatMap(({ damagedIntents }) => damagedIntents),
  );
}

/** What is left after all that the records say, in whatever order they are: lines that were doubled change nothing. */
function replayRecords(
  records: readonly JournalRecord[],
  damagedIntents: readonly number[],
): Omit<RunState, "newerVersion"> {
  const entries = new Map<number, Entry>();
  const over = new Set<number>();
  const numbers = new Set<number>();
  const ids = new Map<number, string>();
  const kept = new Set<number>();
  const finished = new Set<number>();
  const failures = new Map<number, Failure>();
  let first: Extract<JournalRecord, { t: "run" }> | undefined;
  for (const record of records) {
    if ("n" in record) for (const n of [record.n].flat()) numbers.add(n);
    switch (record.t) {
      case "run":
        first ??= record;
        break;
      case "intent": {
        const { t: _, ...facts } = record;
        if (!entries.has(record.n))
          entries.set(record.n, { ...facts, id: undefined, isKept: false, isFinished: false });
        break;
      }
      case "id":
        ids.set(record.n, record.id);
        break;
      case "failed":
        failures.set(record.n, record);
        break;
      case "gone":
        over.add(record.n);
        break;
      case "keep":
        for (const n of record.n) kept.add(n);
        break;
      case "finished":
        for (const n of record.n) finished.add(n);
        break;
      case "commit":
        for (const n of record.n) over.add(n);
    }
  }
  for (const [n, entry] of entries) {
    entry.id = ids.get(n);
    entry.isKept = kept.has(n);
    entry.isFinished = finished.has(n);
    entry.failure = failures.get(n);
  }
  const left = [...entries.values()].filter(({ n }) => !over.has(n)).sort((a, b) => a.n - b.n);
  // Entries are numbered without gaps.
  const last = [...numbers].reduce((most, n) => Math.max(most, n), 0);
  const expected = new Set([...Array.from({ length: last }, (_, index) => index + 1), ...damagedIntents]);
  const lost = [...expected].filter((n) => !entries.has(n) && !over.has(n));
  return { run: first?.run, owner: first?.owner, startedAt: first?.at, entries: left, lostEntries: lost.length };
}
