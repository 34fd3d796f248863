import { type BuilderState, defineStepBuilder, pipeline, provision } from "@ingot/sdk";
import { checkDockerConfig } from "./check-config.ts";
import { type DockerConfig, dockerConfig } from "./config.ts";
import { buildImage } from "./steps/build-image.ts";
import { commitContainer } from "./steps/commit-container.ts";
import { connectContainer } from "./steps/connect-container.ts";
import { createSharedFolder } from "./steps/create-shared-folder.ts";
import { discardContainer } from "./steps/discard-container.ts";
import { exportContainer } from "./steps/export-container.ts";
import { openEngine } from "./steps/open-engine.ts";
import { pullImage } from "./steps/pull-image.ts";
import { runContainer } from "./steps/run-container.ts";
import { setDefaults } from "./steps/set-defaults.ts";

/** The builder `docker`: a container is started from a base image, provisioned, and made into an image or a tar file. */
export const dockerBuilder = defineStepBuilder({
  schema: dockerConfig,
  doc: "Starts a container, provisions it, and makes an image or a tar file of it. Works with Docker and Podman, without a daemon of its own.",
  check: checkDockerConfig,
  generatedNames: () => ["ImageSha256", "SourceImageDigest", "SourceImageSha256"],
  steps: (config) => {
    const { build } = config;
    const provisioned = pipeline<BuilderState<DockerConfig>>()
      .step(openEngine)
      .step(createSharedFolder)
      .when(build !== undefined, (p) => (build ? p.step(buildImage(build)) : p))
      .step(pullImage)
      .step(runContainer())
      .step(connectContainer)
      .step(provision);
    if (config.commit) return provisioned.step(setDefaults).step(commitContainer);
    return config.export_path
      ? provisioned.step(exportContainer(config.export_path))
      : provisioned.step(discardContainer);
  },
});
