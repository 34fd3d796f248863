import { setTimeout as sleep } from "node:timers/promises";
import { type KindContext, type ResourceKind, resourceKind } from "@ingot/sdk";
import { type Engine, type EngineAddress, engineAt, isMissing } from "../engine.ts";

/**
 * A container of a run. It bears no mark of its own, for whatever marks a container (a label, a variable) ends in the image that is made of
 * it; it is known by the run's shared folder, whose name nobody can guess, mounted into it.
 */
export type ContainerSpec = {
  readonly engine: EngineAddress;
  /** The folder on this machine that is mounted into the container. */
  readonly sharedFolder: string;
  /** Where it is mounted. */
  readonly mountPoint: string;
};

/** The engine acts on a request to its end even when the client that sent it is dead, in milliseconds. */
const settleMs = 5000;

/** How long an engine may take to remove one container before it is called a failure, in milliseconds. */
const removalMs = 120_000;

export const containerKind = resourceKind<ContainerSpec>({
  kind: "docker.container",
  reach: "host",
  describe: (spec, id) => (id ? `container ${id.slice(0, 12)}` : `container with ${spec.sharedFolder} mounted`),
  find: findContainers,
  settleMs,
  destroy: removeContainer,
} satisfies ResourceKind<ContainerSpec>);

async function findContainers(spec: ContainerSpec, { signal }: KindContext): Promise<readonly string[]> {
  const engine = engineAt(spec.engine);
  const args = ["ps", "--all", "--no-trunc", "--quiet", "--filter", `volume=${spec.mountPoint}`];
  const candidates = words(await engine.ask(args, { signal }));
  const found: string[] = [];
  for (const id of candidates) if (await mounts(engine, id, spec.sharedFolder, signal)) found.push(id);
  return found;
}

async function mounts(engine: Engine, id: string, folder: string, signal: AbortSignal): Promise<boolean> {
  const format = "{{ range .Mounts }}{{ println .Source }}{{ end }}";
  try {
    const sources = await engine.ask(["inspect", "--type", "container", "--format", format, id], { signal });
    // Engines in a virtual machine put its own prefix in front of a path of the host.
    return sources.split("\n").some((source) => source.endsWith(folder));
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Kills and removes a container with its anonymous volumes, and waits until it is gone: another's removal of it may be under way. */
async function removeContainer(spec: ContainerSpec, id: string, { signal }: KindContext): Promise<void> {
  const engine = engineAt(spec.engine);
  const deadline = Date.now() + removalMs;
  for (;;) {
    const failure = await engine.ask(["rm", "--force", "--volumes", id], { signal }).catch((error: unknown) => error);
    if (!(await exists(engine, id, signal))) return;
    if (Date.now() > deadline)
      throw failure instanceof Error ? failure : new Error(`Container ${id} was removed, but is still there`);
    await sleep(100, undefined, { signal });
  }
}

/** Asked by a list, which fails when the engine cannot be reached and is empty when the container is gone. */
async function exists(engine: Engine, id: string, signal: AbortSignal): Promise<boolean> {
  const args = ["ps", "--all", "--no-trunc", "--quiet", "--filter", `id=${id}`];
  return words(await engine.ask(args, { signal })).length > 0;
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
