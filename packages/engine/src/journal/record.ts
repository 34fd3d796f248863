// The lines of a journal. Each is JSON, a tab, and the CRC-32 of the JSON; a line that does not check is dropped wherever it stands, and
// nothing is lost by that: an intent is synced before anything is made, a lost id is found again, a lost "gone" is destroyed twice.

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
  | { readonly t: "commit"; readonly n: readonly number[] };

const known = new Set(["run", "intent", "id", "gone", "keep", "finished", "commit"]);

/** One record as a line, with its newline. */
export function encodeRecord(record: JournalRecord): string {
  const json = JSON.stringify(record);
  return `${json}\t${crc32(json)}\n`;
}

export interface DecodedJournal {
  readonly records: readonly JournalRecord[];
  /** Lines that are torn or damaged. */
  readonly damagedLines: number;
  /** The version that wrote it, when it is not ours; 0 when only a record of a type that we do not know tells. */
  readonly newerVersion: number | undefined;
}

/** Reads the text of a journal; never throws. */
export function decodeJournal(text: string): DecodedJournal {
  const records: JournalRecord[] = [];
  let damagedLines = 0;
  let newerVersion: number | undefined;
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const record = decodeLine(line);
    if (record === undefined) damagedLines++;
    else if (record.t === "run" && record.v > journalVersion) newerVersion = record.v;
    else if (!known.has(record.t)) newerVersion ??= 0;
    else records.push(record);
  }
  return { records, damagedLines, newerVersion };
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
