import { lstat } from "node:fs/promises";
import { resourceKind } from "../../component/plugin.ts";
import { quoteShell } from "../../process/quote-shell.ts";
import { checkOnHost, restoreWrapper } from "../host-commands.ts";

/** A folder made to mount a root on, and those above it that had to be made for it or are a builder's own. */
export type MountPointSpec = {
  readonly path: string;
  /** Folders to remove once they are empty, the innermost first. */
  readonly parents: readonly string[];
  readonly wrap: string;
};

/** Removes the folder, and its parents as far as they are empty; never what is in them. */
export const mountPoint = resourceKind<MountPointSpec>({
  kind: "sdk.mount-point",
  reach: "host",
  named: (spec) => spec.path,
  describe: (spec) => `mount point ${spec.path}`,
  destroy: async (spec, _id, { signal }) => {
    const wrapper = restoreWrapper(spec.wrap);
    if (await exists(spec.path)) await checkOnHost(wrapper, `rmdir -- ${quoteShell(spec.path)}`, signal);
    if (spec.parents.length === 0) return;
    // Another build may be using them: then they stay, and go with the last.
    const parents = spec.parents.map(quoteShell).join(" ");
    await checkOnHost(wrapper, `rmdir --ignore-fail-on-non-empty -- ${parents} 2>/dev/null || true`, signal);
  },
});

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT" && error.code !== "ENOTDIR",
  );
}
