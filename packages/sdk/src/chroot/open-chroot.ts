import type { Generated, Machine } from "../machine/machine.ts";
import type { Owned } from "../resource/resource.ts";
import { type Step, step } from "../step/step.ts";
import { chrootCommunicator } from "./communicator.ts";
import type { ChrootConfig } from "./config.ts";
import { wrapperOf } from "./host-commands.ts";
import { ownProcesses } from "./mount-device.ts";
import type { AttachedDevice, MountedRoot } from "./state.ts";

type OpenState = {
  readonly config: ChrootConfig;
  readonly extraMounts: readonly Owned[];
  readonly copiedFiles: readonly Owned[];
} & AttachedDevice &
  MountedRoot;

/**
 * Makes the root a machine that provisioners can work on, and takes charge of every process that they leave running in it.
 * @param facts what `build.*` reads beside `Device` and `MountPath`
 */
export function openChroot(
  facts: Generated = {},
): Step<OpenState, { readonly machine: Machine; readonly inhabitants: readonly Owned[] }> {
  return step({
    name: "StepOpenChroot",
    run: async (state: OpenState, context) => {
      const { device, mountPath } = state;
      const wrapper = wrapperOf(state.config);
      const on = [...state.mounted, ...state.extraMounts, ...state.copiedFiles];
      const inhabitants = [await ownProcesses(context.resources, mountPath, wrapper, on)];
      const machine: Machine = {
        communicator: chrootCommunicator({ root: mountPath, wrapper }),
        generated: { ...facts, Device: device, MountPath: mountPath },
      };
      return { machine, inhabitants };
    },
  });
}
