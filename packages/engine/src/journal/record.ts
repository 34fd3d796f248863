// The lines of a journal. Each is JSON, a tab, and the CRC-32 of the JSON; a line that does not check is dropped wherever it stands, and
// nothing is lost by that: the journal is written twice, into two files. Entries are numbered without gaps, so that one that is damaged in
// both is missed.

import type { Json } from "@ingot/sdk";
import { crc32 } from "./crc32.ts";
import type { Owner } from "./owner.ts";

/** The version that this program writes, and the newest that it touches. */
export const journalVersion = 1;

export type JournalRecord =
  | { readonly t: "run"; readonly v: number; readonly run: string; readonly at: number; readonly owner: Owner }
  | {
      readonly t: "intent";
      readonly n: number;
      /** Milliseconds since 1970. */
      readonly at: number;
      readonly build: string;
      readonly step: string;
      readonly kind: string;
      readonly spec: Json;
      readonly on: readonly number[];
      readonly life: "run" | "output";
    }
  | { readonly t: "id"; readonly n: number; readonly id: string }
  | { readonly t: "gone"; readonly n: number }
  | { readonly t: "keep"; readonly n: readonly number[] }
  /** Outputs whose builder has come to its end: worth the user's hour, even if the run dies. */
  | { readonly t: "finished"; readonly n: readonly number[] }
  | { readonly t: "commit"; readonly n: readonly number[] }
  /** A clean-up could not remove it. */
  | { readonly t: "failed"; readonly n: number; readonly at: number; readonly reason: string };

const known = new Set(["run", "intent", "id", "gone", "keep", "finished", "commit", "failed"]);

/** One record as a line, with its newline. */
export function encodeRecord(record: JournalRecord): string {
  const json = JSON.stringify(record);
  return `${json}\t${crc32(json)}\n`;
}

export interface DecodedJournal {
  readonly records: readonly JournalRecord[];
  /** Lines that are torn or damaged. */
  readonly damagedLines: number;
  /** Numbers of entries whose intents are damaged, as far as that can be read. The last line may be torn: what it was to tell of was not made. */
  readonly damagedIntents: readonly number[];
  /** The version that wrote it, when it is not ours; 0 when only a record of a type that we do not know tells. */
  readonly newerVersion: number | undefined;
}

/** Reads the text of a journal; never throws. */
export function decodeJournal(text: string): DecodedJournal {
  const records: JournalRecord[] = [];
  let damagedLines = 0;
  const damagedIntents: number[] = [];
  let newerVersion: number | undefined;
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    if (line === "") continue;
    const record = decodeLine(line);
    if (record === undefined) {
      damagedLines++;
      const n = /^\{"t":"intent","n":(\d+),/.exec(line)?.[1];
      if (n !== undefined && index < lines.length - 1) damagedIntents.push(Number(n));
    } else if (record.t === "run" && record.v > journalVersion) newerVersion = record.v;
    else if (!known.has(record.t)) newerVersion ??= 0;
    else records.push(record);
  }
  return { records, damagedLines, damagedIntents, newerVersion };
}

function decodeLine(line: string): JournalRecord | undefined {
  const tab = line.lastIndexOf("\t");
  if (tab < 0) return undefined;
  const json = line.slice(0, tab);
  if (crc32(json) !== line.slice(tab + 1)) return undefined;
  try {
    // The checksum vouches that one of us wrote it, so its shape is that of its type.
    return JSON.parse(json) as JournalRecord;
  } catch {
    return undefined;
  }
}
