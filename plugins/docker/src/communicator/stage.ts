import { abortAfter } from "@ingot/sdk";
// `docker cp` works on a container's disk and does not see what the container has mounted in memory: what is copied to a tmpfs lands below
// it, and ends in the image. Such transfers go through a folder that both can see, the one shared with this machine.

import { randomBytes } from "node:crypto";
import { posix } from "node:path";
import { askAsRoot, type Container, quoted } from "./container.ts";

/** Whether a path of the container lies in memory. */
export function isInMemory(container: Pick<Container, "memoryPaths">, path: string): boolean {
  const full = posix.resolve("/", path);
  return container.memoryPaths.some((memory) => full === memory || full.startsWith(`${memory}/`));
}

/** Runs `act` with a new folder in the container that `docker cp` can see, and removes it afterwards. */
export async function withStage<T>(
  container: Container,
  signal: AbortSignal,
  act: (stage: string) => Promise<T>,
): Promise<T> {
  const stage = posix.join(container.mountPoint, `transfer-${randomBytes(8).toString("hex")}`);
  await askAsRoot(container, `mkdir -m 700 ${quoted(stage)}`, signal);
  try {
    return await act(stage);
  } finally {
    // Also when the transfer was cancelled; if the container is gone, so is the folder.
    await askAsRoot(container, `rm -rf ${quoted(stage)}`, abortAfter(10_000)).catch(() => undefined);
  }
}

/**
 * Which paths of a container are held in memory.
 *
 * @param tmpfs `.HostConfig.Tmpfs`: options by path
 * @param mounts `.Mounts`
 */
export function memoryPaths(tmpfs: unknown, mounts: unknown): readonly string[] {
  const byFlag = typeof tmpfs === "object" && tmpfs !== null ? Object.keys(tmpfs) : [];
  const mounted = Array.isArray(mounts) ? mounts.map(memoryMount).filter((path) => path !== undefined) : [];
  return [...new Set(["/dev/shm", ...byFlag, ...mounted].map((path) => posix.resolve("/", path)))];
}

function memoryMount(mount: unknown): string | undefined {
  if (typeof mount !== "object" || mount === null || !("Type" in mount) || !("Destination" in mount)) return undefined;
  return mount.Type === "tmpfs" && typeof mount.Destination === "string" ? mount.Destination : undefined;
}
