import { quoteShell } from "../process/quote-shell.ts";
import { ownMount } from "../resource/kinds/mount.ts";
import type { Owned } from "../resource/resource.ts";
import { step } from "../step/step.ts";
import type { ChrootConfig } from "./config.ts";
import { checkOnHost, storedWrapper, wrapperOf } from "./host-commands.ts";
import { privateMount } from "./mount-device.ts";
import { resolveInRoot } from "./resolve-in-root.ts";
import type { MountedRoot } from "./state.ts";

/** Mounts what else the root needs: /proc, /sys, /dev and the like. The last one mounted is the first to go. */
export const mountExtra = step({
  name: "StepMountExtra",
  run: async (
    state: { readonly config: ChrootConfig } & MountedRoot,
    context,
  ): Promise<{ readonly extraMounts: readonly Owned[] }> => {
    const { resources, signal, ui } = context;
    const wrapper = wrapperOf(state.config);
    const extraMounts: Owned[] = [];
    if (state.config.chroot_mounts.length > 0) ui.say("Mounting additional paths within the chroot...");
    for (const [type = "", source = "", inside = ""] of state.config.chroot_mounts) {
      const target = await resolveInRoot(state.mountPath, inside);
      ui.message(`Mounting: ${target}`);
      await checkOnHost(wrapper, `mkdir -p -m 755 -- ${quoteShell(target)}`, signal);
      const request = { target, source, type, options: privateMount(), wrap: storedWrapper(wrapper) };
      extraMounts.unshift(await ownMount(request, resources, [...state.mounted, ...extraMounts]));
    }
    return { extraMounts };
  },
});
