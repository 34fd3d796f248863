import { type AttachedDevice, canonicalPath, step, storedWrapper, wrapperOf } from "@ingot/sdk";
import { loopDevice } from "../../device/loop-device.ts";
import { attachLoop } from "../../device/loops.ts";
import { rereadPartitions } from "../../device/partition-nodes.ts";
import type { LocalChrootConfig } from "../config.ts";
import type { Disk } from "./create-disk.ts";
import type { OutputPlace } from "./make-output-directory.ts";

/** Puts a loop device over the disk, with nodes for its partitions. */
export const attachDisk = step({
  name: "StepAttachDisk",
  run: async (state: { readonly config: LocalChrootConfig } & OutputPlace & Disk, context): Promise<AttachedDevice> => {
    const wrapper = wrapperOf(state.config);
    // The kernel names the file behind a device without links.
    const file = await canonicalPath(state.disk.writePath);
    const spec = { file, wrap: storedWrapper(wrapper) };
    context.ui.say("Attaching the disk...");
    const create = (_: unknown, signal: AbortSignal) => attachLoop(wrapper, file, signal);
    const owned = await context.resources.own(loopDevice, () => spec, create, { on: [state.outputDirectory] });
    const device = owned.id;
    context.ui.message(`The disk is ${device}`);
    const reread = (signal: AbortSignal) => rereadPartitions(wrapper, device, file, signal);
    await reread(context.signal);
    return { device, attached: [owned], rereadPartitions: reread };
  },
});
