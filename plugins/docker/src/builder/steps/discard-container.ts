import { type Artifact, type Machine, step } from "@ingot/sdk";
import { fileArtifact } from "../../artifact.ts";

/** Keeps nothing of the container. The artifact is an export without a file; `artifice` may put files in its place. */
export const discardContainer = step({
  name: "StepDiscard",
  run: async ({ machine }: { readonly machine: Machine }): Promise<{ artifact: Artifact }> => ({
    artifact: fileArtifact({ path: "", generated: machine.generated, destroy: async () => undefined }),
  }),
});
