// The lines of all logs, in the order of time, and what is shown and found of them. No element of the page is touched here.

import type { LineKind, ReportLine, ReportLog } from "../report-data.ts";
import { plainText } from "./paint-text.ts";

export interface LogFilter {
  /** The place of a log in the report; undefined for all. */
  readonly log: number | undefined;
  readonly kinds: ReadonlySet<LineKind>;
}

/** One line, as it is shown. */
export interface ShownLine {
  readonly ms: number;
  readonly kind: LineKind | "cut";
  readonly text: string;
  readonly target: string | undefined;
  readonly log: number;
}

export interface LogStore {
  readonly size: number;
  readonly line: (index: number) => ShownLine;
  /** The indexes of the lines that a filter leaves, ascending. */
  readonly select: (filter: LogFilter) => Uint32Array;
  /** Which of these lines have the text, letters of both cases alike; asks `isStale` now and then, and gives up with undefined. */
  readonly find: (lines: Uint32Array, text: string, isStale: () => boolean) => Promise<Uint32Array | undefined>;
}

/** As many lines are searched in one go: some milliseconds' worth. */
const searchedAtOnce = 20_000;

/** Puts the logs together. Where lines are missing in one, a line says so. */
export function createLogStore(logs: readonly (readonly ReportLine[])[], facts: readonly ReportLog[]): LogStore {
  const size = logs.reduce((sum, lines) => sum + lines.length, 0);
  const all: ShownLine[] = new Array(size);
  let at = 0;
  for (const [log, lines] of logs.entries())
    for (const [ms, kind, text, target] of lines) all[at++] = { ms, kind, text, target, log };
  for (const [log, { cutLines, cutBehind }] of facts.entries()) {
    if (cutLines === 0) continue;
    const ms = logs[log]?.[cutBehind]?.[0] ?? logs[log]?.at(-1)?.[0] ?? 0;
    const text = `${cutLines.toLocaleString("en")} lines are left out here, so that this file stays small`;
    // Sorting is stable, and this comes in front of the first line behind the gap.
    const offset = logs.slice(0, log).reduce((sum, lines) => sum + lines.length, 0) + cutBehind + (all.length - size);
    all.splice(offset, 0, { ms, kind: "cut", text, target: undefined, log });
  }
  all.sort((a, b) => a.ms - b.ms);
  const line = (index: number): ShownLine => {
    const found = all[index];
    if (!found) throw new RangeError(`There is no line ${index}`);
    return found;
  };
  return {
    size: all.length,
    line,
    select: ({ log, kinds }) => {
      const selected = new Uint32Array(all.length);
      let count = 0;
      for (let index = 0; index < all.length; index++) {
        const { kind, log: of } = line(index);
        if ((log === undefined || of === log) && (kind === "cut" || kinds.has(kind))) selected[count++] = index;
      }
      return selected.subarray(0, count);
    },
    find: async (lines, text, isStale) => {
      const pattern = new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"), "iu");
      const found: number[] = [];
      for (let index = 0; index < lines.length; index++) {
        if (index > 0 && index % searchedAtOnce === 0) {
          await new Promise((resolve) => setTimeout(resolve));
          if (isStale()) return undefined;
        }
        const number = lines[index] ?? 0;
        if (pattern.test(plainText(line(number).text))) found.push(number);
      }
      return Uint32Array.from(found);
    },
  };
}
