import { quoteShell } from "../process/quote-shell.ts";
import type { Owned } from "../resource/resource.ts";
import { step } from "../step/step.ts";
import type { ChrootConfig } from "./config.ts";
import { execOnHost, wrapperOf } from "./host-commands.ts";
import type { AttachedDevice, MountedRoot } from "./state.ts";

/** Takes the root apart while the build is still running, so that the disk is whole and quiet before an image is made of it. */
export const cleanUpEarly = step({
  name: "StepEarlyCleanup",
  run: async (
    state: {
      readonly config: ChrootConfig;
      readonly inhabitants: readonly Owned[];
      readonly copiedFiles: readonly Owned[];
      readonly extraMounts: readonly Owned[];
    } & MountedRoot &
      AttachedDevice,
    context,
  ) => {
    const { config, inhabitants, copiedFiles, extraMounts, mounted, attached } = state;
    const { resources, signal, ui } = context;
    ui.say("Unmounting and detaching the disk...");
    await resources.release(...inhabitants, ...copiedFiles);
    for (const { id } of copiedFiles) {
      const exit = await execOnHost(wrapperOf(config), `test -e ${quoteShell(id)} -o -L ${quoteShell(id)}`, { signal });
      if (exit.k === "exited" && exit.code === 0)
        throw new Error(
          `The copied file ${id} cannot be removed: the file system of the image cannot be written any more. The kernel's log tells why (dmesg); often the disk under the image is full. No image is made of it.`,
        );
    }
    await resources.release(...extraMounts, ...mounted, ...attached);
    return {};
  },
});
