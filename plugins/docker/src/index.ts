import { definePlugin } from "@ingot/sdk";
import { dockerBuilder } from "./builder/builder.ts";
import { dockerImport } from "./post-processors/docker-import.ts";
import { dockerPush } from "./post-processors/docker-push.ts";
import { dockerSave } from "./post-processors/docker-save.ts";
import { dockerTag } from "./post-processors/docker-tag.ts";
import { containerKind } from "./resources/container.ts";
import { imageKind } from "./resources/image.ts";

/** Containers and container images, by Docker or Podman. */
export default definePlugin({
  name: "docker",
  builders: { docker: dockerBuilder },
  postProcessors: {
    "docker-import": dockerImport,
    "docker-push": dockerPush,
    "docker-save": dockerSave,
    "docker-tag": dockerTag,
  },
  resourceKinds: [containerKind, imageKind],
});
