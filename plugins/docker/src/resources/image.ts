// Images that a run makes. While one is being made it has a name of the run (`ingot-tmp:<token>`), by which it is found after a death; once
// its id is known the name goes again. The clients cannot take the last name off an image without removing it, so the name is first moved
// to an empty image, which then goes with it. That empty image carries the real one's id in its comment: a death in between loses nothing.

import { setTimeout as sleep } from "node:timers/promises";
import { type KindContext, type ResourceKind, resourceKind } from "@ingot/sdk";
import { type Engine, type EngineAddress, engineAt, isMissing } from "../engine.ts";
import { inspect } from "../inspect.ts";

export type ImageSpec = {
  readonly engine: EngineAddress;
  /** The name that it has while it is being made. */
  readonly name: string;
  /** The container that it is committed from; null for an image that is built. */
  readonly container: string | null;
  /** The engine's time (ISO 8601) before a build: what the build took from the cache is older, and stays. */
  readonly since: string | null;
};

/** The name of an image while it is being made. */
export const temporaryName = (token: string) => `ingot-tmp:${token}`;

export const imageKind = resourceKind<ImageSpec>({
  kind: "docker.image",
  reach: "host",
  describe: (spec, id) => (id ? `image ${id.replace(/^sha256:/, "").slice(0, 12)}` : `image ${spec.name}`),
  find: findImages,
  settleMs: 2000,
  destroy: removeImage,
} satisfies ResourceKind<ImageSpec>);

/** Takes the temporary name off an image and leaves the image. */
export async function releaseName(engine: Engine, name: string, imageId: string, signal: AbortSignal): Promise<void> {
  await engine.ask(["import", "--message", imageId, "-", name], { stdin: emptyArchive(), signal });
  await engine.ask(["rmi", name], { signal });
}

/** A tar archive without entries: two blocks of zeros. */
async function* emptyArchive() {
  yield new Uint8Array(1024);
}

async function findImages(spec: ImageSpec, { signal }: KindContext): Promise<readonly string[]> {
  const engine = engineAt(spec.engine);
  if (spec.container !== null) await commitEnded(engine, spec.container, signal);
  const named = await imageFacts(engine, spec.name, signal);
  if (!named) return [];
  return /^sha256:[0-9a-f]{64}$/.test(named.comment) ? [named.id, named.comment] : [named.id];
}

/** The engine goes on with a commit when its client is dead, and keeps the container paused as long. */
async function commitEnded(engine: Engine, container: string, signal: AbortSignal): Promise<void> {
  const isPaused = async () => {
    return inspect(engine, "container", container, [".State.Paused"], signal).then(
      ([paused]) => paused === true,
      (error: unknown) => {
        if (isMissing(error)) return false;
        throw error;
      },
    );
  };
  while (await isPaused()) await sleep(200, undefined, { signal });
}

async function removeImage(spec: ImageSpec, id: string, { signal }: KindContext): Promise<void> {
  const engine = engineAt(spec.engine);
  const image = await imageFacts(engine, id, signal);
  const isOurs = image !== undefined && madeByRun(spec, image);
  const named = await imageFacts(engine, spec.name, signal);
  // The last name takes the image with it, which is not wanted of an image that was there before.
  if (named && !isOurs && named.id === id) await releaseName(engine, spec.name, id, signal);
  else if (named) await tolerateMissing(engine.ask(["rmi", spec.name], { signal }));
  if (!isOurs) return;
  await tolerateMissing(engine.ask(["rmi", "--force", id], { signal }));
  if (await imageFacts(engine, id, signal)) throw new Error(`The image ${id} was removed, but is still there`);
}

/** A build may end in an image that was there before, from the cache; one that has been given a name since is somebody's. */
function madeByRun(spec: ImageSpec, image: ImageFacts): boolean {
  if (spec.since === null) return true;
  return Date.parse(image.created) >= Date.parse(spec.since) && image.names.every((name) => name.endsWith(spec.name));
}

interface ImageFacts {
  readonly id: string;
  readonly comment: string;
  readonly created: string;
  readonly names: readonly string[];
}

async function imageFacts(engine: Engine, reference: string, signal: AbortSignal): Promise<ImageFacts | undefined> {
  try {
    const fields = [".ID", ".Comment", ".Created", ".RepoTags"];
    const [id, comment, created, names] = await inspect(engine, "image", reference, fields, signal);
    return {
      id: withAlgorithm(String(id)),
      comment: typeof comment === "string" ? comment : "",
      created: String(created),
      names: Array.isArray(names) ? names.map(String) : [],
    };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** podman leaves out the algorithm. */
export function withAlgorithm(id: string): string {
  return id.includes(":") ? id : `sha256:${id}`;
}

async function tolerateMissing(removal: Promise<string>): Promise<void> {
  await removal.catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
}
