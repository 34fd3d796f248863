import type { Owned, OwnOptions, Resources } from "@ingot/sdk";
import type { Engine } from "../engine.ts";
import { type ImageSpec, imageKind, releaseName, temporaryName } from "./image.ts";

/**
 * Makes an image that belongs to the run.
 *
 * @param facts what the kind's spec needs beside the name
 * @param make makes the image under the name that it gets, and resolves with the image's id
 */
export async function ownImage(
  resources: Resources,
  engine: Engine,
  facts: Pick<ImageSpec, "container" | "since">,
  make: (name: string, signal: AbortSignal) => Promise<string>,
  options: OwnOptions & { readonly signal: AbortSignal },
): Promise<Owned> {
  const { signal, ...ownOptions } = options;
  let temporary = "";
  const owned = await resources.own(
    imageKind,
    (token) => {
      temporary = temporaryName(token);
      return { engine: engine.address, name: temporary, ...facts };
    },
    (spec, abort) => make(spec.name, abort),
    ownOptions,
  );
  // Only now: until the id is written down, the name is what the image is found by.
  await releaseName(engine, temporary, owned.id, signal);
  return owned;
}
