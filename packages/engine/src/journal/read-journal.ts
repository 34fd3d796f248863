import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "@ingot/sdk";
import { journalFile, ownerFile } from "./journal.ts";
import type { Owner } from "./owner.ts";
import { decodeJournal, type JournalRecord } from "./record.ts";

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
}

/** What the journal of a run says, read as a whole. */
export interface RunState {
  readonly run: string | undefined;
  readonly owner: Owner | undefined;
  readonly startedAt: number | undefined;
  /** What may still exist, oldest first: neither gone nor handed over. */
  readonly entries: readonly Entry[];
  readonly damagedLines: number;
  readonly newerVersion: number | undefined;
}

/** Reads the journal in the folder of a run. Throws when the file cannot be read; damaged lines are only counted. */
export async function readJournal(folder: string): Promise<RunState> {
  const [journal, owner] = await Promise.all([
    readFile(join(folder, journalFile), "utf8"),
    readFile(join(folder, ownerFile), "utf8").catch(() => ""),
  ]);
  const copy = decodeJournal(owner);
  const main = decodeJournal(journal);
  return {
    ...replayRecords([...copy.records, ...main.records]),
    damagedLines: main.damagedLines,
    newerVersion: main.newerVersion ?? copy.newerVersion,
  };
}

/** What is left after all that the records say. */
export function replayRecords(records: readonly JournalRecord[]): Omit<RunState, "damagedLines" | "newerVersion"> {
  const entries = new Map<number, Entry>();
  const mark = (numbers: readonly number[], how: "isKept" | "isFinished") => {
    for (const n of numbers) {
      const entry = entries.get(n);
      if (entry) entry[how] = true;
    }
  };
  let first: Extract<JournalRecord, { t: "run" }> | undefined;
  for (const record of records) {
    switch (record.t) {
      case "run":
        first ??= record;
        break;
      case "intent": {
        const { t: _, ...facts } = record;
        entries.set(record.n, { ...facts, id: undefined, isKept: false, isFinished: false });
        break;
      }
      case "id": {
        const entry = entries.get(record.n);
        if (entry) entry.id = record.id;
        break;
      }
      case "gone":
        entries.delete(record.n);
        break;
      case "keep":
        mark(record.n, "isKept");
        break;
      case "finished":
        mark(record.n, "isFinished");
        break;
      case "commit":
        for (const n of record.n) entries.delete(n);
    }
  }
  return {
    run: first?.run,
    owner: first?.owner,
    startedAt: first?.at,
    entries: [...entries.values()].sort((a, b) => a.n - b.n),
  };
}
