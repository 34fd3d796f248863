import type { Event } from "@ingot/sdk";
import type { ReportLine, ReportMeta } from "../report-data.ts";

/** The data that the page was written with. */
export interface ReportData {
  readonly meta: ReportMeta;
  readonly events: readonly Event[];
  /** The lines of each log, in the order of `meta.logs`. */
  readonly logs: readonly (readonly ReportLine[])[];
}

/** Reads the data from the script elements of the document. */
export function readData(): ReportData {
  const meta = read<ReportMeta>("ingot-run");
  return {
    meta,
    events: read<readonly Event[]>("ingot-events"),
    logs: meta.logs.map(({ element }) => read<readonly ReportLine[]>(element)),
  };
}

function read<T>(id: string): T {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null") as T;
}
