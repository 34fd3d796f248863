import type { DockerConfig } from "./config.ts";

/** The image that the container is made of: the one that was built, else the one that is named. */
export function baseImage(state: { readonly config: DockerConfig; readonly builtImage?: string }): string {
  const image = state.builtImage ?? state.config.image;
  if (image === undefined) throw new Error("A config without image and build section was accepted");
  return image;
}
