import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type CheckContext, type Complaint, defineProvisioner } from "@ingot/sdk";
import { type FileConfig, fileConfig } from "./config.ts";
import { downloadAll } from "./download.ts";
import { uploadAll } from "./upload.ts";

export const file = defineProvisioner({
  schema: fileConfig,
  doc: "Brings files to the machine, or from it.",
  check: checkSources,
  provision: async (config, context) => {
    const sources = [...(config.sources ?? []), ...(config.source ? [config.source] : [])];
    await (config.direction === "download" ? downloadAll : uploadAll)(config, sources, context);
  },
});

async function checkSources(draft: Partial<FileConfig>, context: CheckContext): Promise<readonly Complaint[]> {
  if (draft.direction !== "upload" || draft.generated !== false) return [];
  const places = [
    ...(draft.sources ?? []).map((path, i) => ({ path, at: { field: "sources", path: [i] } })),
    ...(draft.source ? [{ path: draft.source, at: { field: "source" } }] : []),
  ];
  const complaints: Complaint[] = [];
  for (const { path, at } of places) {
    const isThere = await stat(resolve(context.cwd, path)).then(
      () => true,
      () => false,
    );
    if (isThere) continue;
    const detail = `There is no such file. Correct the path, which starts at ${context.cwd}, or set "generated" to true if the build makes it.`;
    complaints.push({ ...at, summary: `Bad source '${path}'`, detail });
  }
  return complaints;
}
