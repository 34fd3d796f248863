import { type Artifact, type BuilderState, type Machine, type Owned, step } from "@ingot/sdk";
import { fileArtifact } from "../../artifact.ts";
import type { Engine } from "../../engine.ts";
import { writeArchive } from "../../write-archive.ts";
import type { DockerConfig } from "../config.ts";

interface Needs extends BuilderState<DockerConfig> {
  readonly engine: Engine;
  readonly container: Owned;
  readonly machine: Machine;
}

/** Writes the container's file system to a tar file. */
export function exportContainer(path: string) {
  return step({
    name: "StepExport",
    run: async ({ engine, container, machine }: Needs, context): Promise<{ artifact: Artifact }> => {
      context.ui.say("Exporting the container");
      const file = await writeArchive(engine, ["export", container.id], path, `Exporting to ${path}`, context);
      const destroy = () => (file ? context.resources.release(file) : Promise.resolve());
      return { artifact: fileArtifact({ path, generated: machine.generated, destroy }) };
    },
  });
}
