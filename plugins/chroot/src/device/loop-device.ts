import { setTimeout as sleep } from "node:timers/promises";
import { HostCommandError, resourceKind, restoreWrapper, type Wrapper } from "@ingot/sdk";
import { detach, type Loop, loopsOver } from "./loops.ts";
import { removePartitionNodes } from "./partition-nodes.ts";

/** How long a device that somebody still has open is waited for, in milliseconds: `losetup --detach` only marks it then. */
const lazyMs = 15_000;
const pauseMs = 50;

export type LoopDeviceSpec = {
  /** The file behind it: absolute, without symbolic links, of an unguessable name. */
  readonly file: string;
  readonly wrap: string;
};

/** A loop device over a file of ours, with its partitions. Its id is the device's path; what proves that it is ours is the file behind it. */
export const loopDevice = resourceKind<LoopDeviceSpec>({
  kind: "chroot.loop-device",
  reach: "boot",
  settleMs: 200,
  describe: (spec, id) => `loop device ${id ?? "?"} over ${spec.file}`,
  // Devices over single partitions stand on the same file; destroy takes them along.
  find: async ({ file }) => (await loopsOver(file)).slice(0, 1).map((loop) => loop.device),
  destroy: async ({ file, wrap }, _id, { signal }) => {
    const wrapper = restoreWrapper(wrap);
    const giveUp = Date.now() + lazyMs;
    for (;;) {
      const loops = await loopsOver(file);
      if (loops.length === 0) return;
      const failure = await detachAll(wrapper, loops, signal);
      if ((await loopsOver(file)).length === 0) return;
      if (Date.now() > giveUp) throw stillInUse(file, loops, failure);
      await sleep(pauseMs, undefined, { signal });
    }
  },
});

/** Asks for all of them to go. What went wrong is told, because a later try may do it. */
async function detachAll(
  wrapper: Wrapper,
  loops: readonly Loop[],
  signal: AbortSignal,
): Promise<HostCommandError | undefined> {
  try {
    for (const loop of loops) {
      if (loop.offset === 0) await removePartitionNodes(wrapper, loop.device, signal);
      await detach(wrapper, loop.device, signal);
    }
    return undefined;
  } catch (error) {
    if (error instanceof HostCommandError) return error;
    throw error;
  }
}

function stillInUse(file: string, loops: readonly Loop[], cause: HostCommandError | undefined): Error {
  const devices = loops.map((loop) => loop.device).join(" ");
  return new Error(
    `${devices} over ${file} is still in use. Look for mounts of it in other namespaces and for processes that have it open (\`fuser -v ${devices}*\`), end them and run the clean-up again.`,
    { cause },
  );
}
