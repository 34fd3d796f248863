import { setTimeout as sleep } from "node:timers/promises";
import { type KindContext, type ResourceKind, resourceKind } from "@ingot/sdk";
import { type Engine, type EngineAddress, engineAt, isMissing } from "../engine.ts";
import { inspect } from "../inspect.ts";

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
  for (const id of candidates) if (await hasMounted(engine, id, spec.sharedFolder, signal)) found.push(id);
  return found;
}

async function hasMounted(engine: Engine, id: string, folder: string, signal: AbortSignal): Promise<boolean> {
  try {
    const [mounts] = await inspect(engine, "container", id, [".Mounts"], signal);
    // Engines in a virtual machine put its own prefix in front of a path of the host.
    return Array.isArray(mounts) && mounts.some((mount: unknown) => sourceOf(mount)?.endsWith(folder));
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function sourceOf(mount: unknown): string | undefined {
  if (typeof mount !== "object" || mount === null || !("Source" in mount)) return undefined;
  return typeof mount.Source === "string" ? mount.Source : undefined;
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
