import type { Artifact, Json } from "@ingot/sdk";

/** Builder ids, by which post-processors choose; the first is also that of a committed container. */
export const imageBuilderId = "packer.post-processor.docker-import";
export const tagBuilderId = "packer.post-processor.docker-tag";
export const fileBuilderId = "packer.docker";

interface Image {
  /** The image's id, or a name. */
  readonly id: string;
  readonly builderId?: string;
  readonly generated: { readonly [name: string]: Json };
  readonly tags?: readonly string[];
  readonly destroy: (signal: AbortSignal) => Promise<void>;
}

/** An image in the engine. */
export function imageArtifact({ id, builderId = imageBuilderId, generated, tags = [], destroy }: Image): Artifact {
  const named = tags.length > 0 ? ` with tags ${tags.join(" ")}` : "";
  const state: Readonly<Record<string, Json>> = { generated_data: generated, docker_tags: tags };
  return {
    builderId,
    id,
    files: [],
    text: `Imported Docker image: ${id}${named}`,
    state: async (key) => state[key],
    destroy,
  };
}

interface File {
  /** Empty where the container was thrown away. */
  readonly path: string;
  readonly generated: { readonly [name: string]: Json };
  readonly destroy: (signal: AbortSignal) => Promise<void>;
}

/** The file that a container's file system was written to. */
export function fileArtifact({ path, generated, destroy }: File): Artifact {
  return {
    builderId: fileBuilderId,
    id: "Container",
    files: [path],
    text: `Exported Docker file: ${path}`,
    state: async (key) => (key === "generated_data" ? generated : undefined),
    destroy,
  };
}
