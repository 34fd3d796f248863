import { type Artifact, type BuilderState, type Machine, type Owned, step } from "@ingot/sdk";
import { imageArtifact } from "../../artifact.ts";
import type { Engine } from "../../engine.ts";
import { withAlgorithm } from "../../resources/image.ts";
import { ownImage } from "../../resources/own-image.ts";
import type { DockerConfig } from "../config.ts";

interface Needs extends BuilderState<DockerConfig> {
  readonly engine: Engine;
  readonly container: Owned;
  readonly changes: readonly string[];
  readonly machine: Machine;
  readonly builtImageOwned?: Owned;
}

/** Makes an image of the container. */
export const commitContainer = step({
  name: "StepCommit",
  run: async (state: Needs, context): Promise<{ artifact: Artifact }> => {
    const { config, engine, container, changes } = state;
    context.ui.say("Committing the container");
    const image = await ownImage(
      context.resources,
      engine,
      { container: container.id, since: null },
      async (name, signal) => {
        const args = [
          "commit",
          ...(config.author ? ["--author", config.author] : []),
          ...changes.flatMap((change) => ["--change", change]),
          ...(config.message ? ["--message", config.message] : []),
          container.id,
          name,
        ];
        return withAlgorithm(await engine.ask(args, { signal }));
      },
      { life: "output", on: state.builtImageOwned ? [state.builtImageOwned] : [], signal: context.signal },
    );
    context.ui.message(`Image ID: ${image.id}`);
    const generated = { ...state.machine.generated, ImageSha256: image.id };
    return { artifact: imageArtifact({ id: image.id, generated, destroy: () => context.resources.release(image) }) };
  },
});
