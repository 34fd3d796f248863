import { type Step, step } from "../step/step.ts";
import type { ChrootConfig } from "./config.ts";
import { runForUser, wrapperOf } from "./host-commands.ts";
import type { AttachedDevice } from "./state.ts";

/**
 * Runs the template's commands for the bare device. Partitions are read again after each of them, so that one command can make the table
 * and the next the file system on `{{.Device}}p1`.
 */
export const runPreMountCommands = step({
  name: "StepPreMountCommands",
  run: async (state: { readonly config: ChrootConfig } & AttachedDevice, context) => {
    const wrapper = wrapperOf(state.config);
    for (const command of state.config.pre_mount_commands ?? []) {
      await runForUser(wrapper, command.render({ Device: state.device }), context.ui, context.signal);
      await state.rereadPartitions(context.signal);
    }
    return {};
  },
});

/** Runs the template's commands for the mounted root, before anything else is mounted in it. */
export const runPostMountCommands = commandsOnRoot("StepPostMountCommands", (config) => config.post_mount_commands);

/** Runs the template's commands after the provisioners, before the root is unmounted. */
export const runPreUnmountCommands = commandsOnRoot("StepPreUnmountCommands", (config) => config.pre_unmount_commands);

interface RootState {
  readonly config: ChrootConfig;
  readonly device: string;
  readonly mountPath: string;
}

function commandsOnRoot(
  name: string,
  choose: (config: ChrootConfig) => ChrootConfig["post_mount_commands"],
): Step<RootState, object> {
  return step({
    name,
    run: async (state: RootState, context) => {
      const wrapper = wrapperOf(state.config);
      for (const command of choose(state.config) ?? []) {
        const line = command.render({ Device: state.device, MountPath: state.mountPath });
        await runForUser(wrapper, line, context.ui, context.signal);
      }
      return {};
    },
  });
}
