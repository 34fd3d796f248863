// What is kept of a build beside its output: the files of -log-dir, and the report. They listen from the start, so that what is wrong with a template stands in
// them, too.

import type { Renderer } from "@ingot/engine";
import type { Diagnostic } from "@ingot/sdk";
import type { FlagTable, FlagValues } from "../flags/flag-table.ts";
import type { Host } from "../host.ts";
import { showDiagnostics } from "./show-diagnostics.ts";

/** The flags that ask for records. */
export const recordFlags = {
  "log-dir": {
    kind: "string",
    valueName: "folder",
    help: "Write everything into files in this folder, one for each build and one for the run, while it happens.",
  },
  report: {
    kind: "string",
    valueName: "file",
    help: "Write a report at the end, as one HTML file: a timeline of every step, logs, artifacts and errors.",
  },
} as const satisfies FlagTable;

export interface Records {
  /** Completes them. */
  readonly close: () => Promise<void>;
}

/** Opens the records that the flags ask for. Resolves with undefined where one cannot be written, which has been said then. */
export async function openRecords(
  flags: FlagValues<typeof recordFlags>,
  { host, isColoured }: { readonly host: Host; readonly isColoured: boolean },
): Promise<Records | undefined> {
  const complain = (diagnostic: Diagnostic) => showDiagnostics([diagnostic], new Map(), { host, isColoured });
  const opened: Renderer[] = [];
  const folder = flags["log-dir"];
  if (folder !== undefined) {
    const { createLogFolder } = await import("../log/log-folder.ts");
    const record = await createLogFolder(folder, host.cwd, (diagnostic) => void complain(diagnostic));
    if ("severity" in record) {
      await complain(record);
      return undefined;
    }
    opened.push(record);
  }
  if (flags.report !== undefined) {
    const { createReport } = await import("../report/create-report.ts");
    const { report: path } = flags;
    const record = createReport({ path, cwd: host.cwd, logDir: folder, complain: (it) => void complain(it) });
    if ("severity" in record) {
      await complain(record);
      return undefined;
    }
    opened.push(record);
  }
  for (const record of opened) host.events.listen(record);
  return {
    close: async () => {
      for (const record of opened) await record.close();
    },
  };
}
