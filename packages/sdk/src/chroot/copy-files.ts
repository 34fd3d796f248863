import { quoteShell } from "../process/quote-shell.ts";
import type { Owned } from "../resource/resource.ts";
import { step } from "../step/step.ts";
import { type ChrootConfig, filesToCopy } from "./config.ts";
import { checkOnHost, storedWrapper, wrapperOf } from "./host-commands.ts";
import { copiedFile } from "./kinds/copied-file.ts";
import { resolveInRoot } from "./resolve-in-root.ts";
import type { MountedRoot } from "./state.ts";

/** Copies files of this machine to the same path in the root, for as long as it is provisioned. */
export const copyFiles = step({
  name: "StepCopyFiles",
  run: async (
    state: { readonly config: ChrootConfig; readonly extraMounts: readonly Owned[] } & MountedRoot,
    context,
  ): Promise<{ readonly copiedFiles: readonly Owned[] }> => {
    const { resources, ui } = context;
    const wrapper = wrapperOf(state.config);
    const files = filesToCopy(state.config);
    const copiedFiles: Owned[] = [];
    if (files.length > 0) ui.say("Copying files from host to chroot...");
    for (const file of files) {
      // A link at that place is replaced, not followed: it would be another file of the image, or one of this machine.
      const path = await resolveInRoot(state.mountPath, file, { keepLast: true });
      ui.message(file);
      const create = async (_: unknown, signal: AbortSignal) => {
        await checkOnHost(wrapper, `cp --remove-destination -- ${quoteShell(file)} ${quoteShell(path)}`, signal);
        return path;
      };
      const spec = { path, root: state.mountPath, wrap: storedWrapper(wrapper) };
      const on = [...state.mounted, ...state.extraMounts];
      copiedFiles.unshift(await resources.own(copiedFile, () => spec, create, { on }));
    }
    return { copiedFiles };
  },
});
