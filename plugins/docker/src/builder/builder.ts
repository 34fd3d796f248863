import { type BuilderState, cleanTemporaryKeys, defineBuilder, pipeline, provision } from "@ingot/sdk";
import { fileArtifact } from "../artifact.ts";
import { checkDockerConfig } from "./check-config.ts";
import { type DockerConfig, dockerConfig } from "./config.ts";
import { buildImage } from "./steps/build-image.ts";
import { commitContainer } from "./steps/commit-container.ts";
import { connectContainer } from "./steps/connect-container.ts";
import { createSharedFolder } from "./steps/create-shared-folder.ts";
import { exportContainer } from "./steps/export-container.ts";
import { openEngine } from "./steps/open-engine.ts";
import { pullImage } from "./steps/pull-image.ts";
import { runContainer } from "./steps/run-container.ts";
import { setDefaults } from "./steps/set-defaults.ts";

/** The builder `docker`: a container is started from a base image, provisioned, and made into an image or a tar file. */
export const dockerBuilder = defineBuilder({
  schema: dockerConfig,
  doc: "Starts a container, provisions it, and makes an image or a tar file of it. Works with Docker and Podman, without a daemon of its own.",
  check: checkDockerConfig,
  generatedNames: () => ["ImageSha256", "SourceImageDigest", "SourceImageSha256"],
  run: async (config, { runSteps }) => {
    const steps = provisionedContainer(config);
    if (config.commit) return (await runSteps(steps.step(setDefaults).step(commitContainer), { config })).artifact;
    if (config.export_path)
      return (await runSteps(steps.step(exportContainer(config.export_path)), { config })).artifact;
    const { machine } = await runSteps(steps, { config });
    // Nothing of the container is kept. `artifice` may put files in the place of this.
    return fileArtifact({ path: "", generated: machine.generated, destroy: async () => undefined });
  },
});

function provisionedContainer({ build }: DockerConfig) {
  return (
    pipeline<BuilderState<DockerConfig>>()
      .step(openEngine)
      .step(createSharedFolder)
      .when(build !== undefined, (p) => (build ? p.step(buildImage(build)) : p))
      .step(pullImage)
      .step(runContainer())
      .step(connectContainer)
      .step(provision)
      // No key is made for a container.
      .step(cleanTemporaryKeys(() => undefined))
  );
}
