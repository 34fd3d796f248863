import { definePostProcessor, s, schema } from "@ingot/sdk";
import { checkGlob, expandGlob } from "../expand-glob.ts";
import { filesArtifact } from "./files-artifact.ts";

export const artifice = definePostProcessor({
  schema: schema({
    files: s
      .list(s.string())
      .required()
      .doc("Paths of the files that are the artifact from now on. `*`, `?` and `[...]` stand for parts of a name."),
  }).rule(["files"], (c) => {
    if (c.files.length === 0)
      return { field: "files", summary: "No files specified in artifice configuration", detail: "Name at least one." };
    return c.files.flatMap((pattern, i) =>
      checkGlob(pattern)
        ? []
        : [
            {
              field: "files",
              path: [i],
              summary: `Bad pattern "${pattern}"`,
              detail: "Close its bracket, or write a backslash before it.",
            },
          ],
    );
  }),
  doc: "Puts files in the place of the artifact's, for the post-processors behind it.",
  postProcess: async (config, artifact, { ui }) => {
    const files = (await Promise.all(config.files.map(expandGlob))).flat();
    if (artifact.files.length > 0) ui.say(`Discarding files from artifact: ${artifact.files.join(", ")}`);
    ui.say(`Using these artifact files: ${files.join(", ")}`);
    return { artifact: filesArtifact("packer.post-processor.artifice", files), keep: true, keepIsForced: false };
  },
});
