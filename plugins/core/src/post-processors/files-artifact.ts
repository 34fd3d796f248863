import { rm } from "node:fs/promises";
import type { Artifact } from "@ingot/sdk";

/** An artifact that is some files of this host, and no more. */
export function filesArtifact(builderId: string, files: readonly string[]): Artifact {
  return {
    builderId,
    id: "",
    files,
    text: `Created artifact from files: ${files.join(", ")}`,
    state: async () => undefined,
    destroy: async () => {
      for (const file of files) await rm(file, { recursive: true, force: true });
    },
  };
}
