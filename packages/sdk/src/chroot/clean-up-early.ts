import type { Owned } from "../resource/resource.ts";
import { step } from "../step/step.ts";
import type { AttachedDevice, MountedRoot } from "./state.ts";

/** Takes the root apart while the build is still running, so that the disk is whole and quiet before an image is made of it. */
export const cleanUpEarly = step({
  name: "StepEarlyCleanup",
  run: async (
    state: {
      readonly inhabitants: readonly Owned[];
      readonly copiedFiles: readonly Owned[];
      readonly extraMounts: readonly Owned[];
    } & MountedRoot &
      AttachedDevice,
    context,
  ) => {
    const { inhabitants, copiedFiles, extraMounts, mounted, attached } = state;
    context.ui.say("Unmounting and detaching the disk...");
    await context.resources.release(...inhabitants, ...copiedFiles, ...extraMounts, ...mounted, ...attached);
    return {};
  },
});
