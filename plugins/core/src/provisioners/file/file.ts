import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type CheckContext, type Complaint, defineProvisioner, type Infer, s, schema } from "@ingot/sdk";
import { downloadAll } from "./download.ts";
import { uploadAll } from "./upload.ts";

const fileConfig = schema({
  source: s.string().doc("Path of what to transfer. A directory with a slash at its end stands for its contents."),
  sources: s.list(s.string()).doc("Further paths, transferred before `source`."),
  content: s.string().doc("A text to upload instead of a file."),
  destination: s.string().required().doc("Where to put it. With a slash at the end it is a directory."),
  direction: s.enum("upload", "download").default("upload").doc("To the machine, or from it."),
  generated: s
    .bool()
    .default(false)
    .doc("The sources are made by an earlier part of the build, so do not look for them when it begins."),
}).rule(["source", "sources", "content"], (c) =>
  c.content && (c.source || (c.sources && c.sources.length > 0))
    ? {
        field: "content",
        summary: "source(s) conflicts with content",
        detail: "A transfer has files or a text. Make two provisioners of them.",
      }
    : undefined,
);

export type FileConfig = Infer<typeof fileConfig>;

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
    const detail = `There is no such file. Correct the path, which starts at ${context.cwd}, or set "generated = true" if the build makes it.`;
    complaints.push({ ...at, summary: `Bad source '${path}'`, detail });
  }
  return complaints;
}
