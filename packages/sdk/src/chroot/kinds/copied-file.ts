import { resourceKind } from "../../component/plugin.ts";
import { quoteShell } from "../../process/quote-shell.ts";
import { readMounts } from "../../resource/kinds/mount-table.ts";
import { checkOnHost, restoreWrapper } from "../host-commands.ts";

/** A file of this machine that stands in a root while it is provisioned. */
export type CopiedFileSpec = {
  readonly path: string;
  /** The mounted root that it stands in. */
  readonly root: string;
  readonly wrap: string;
};

/** Removes the file, but only while the root is mounted: without it, the path would be one of this machine's own. */
export const copiedFile = resourceKind<CopiedFileSpec>({
  kind: "sdk.copied-file",
  reach: "boot",
  named: (spec) => spec.path,
  describe: (spec) => `copied file ${spec.path}`,
  destroy: async (spec, _id, { signal }) => {
    if (!readMounts().some((mount) => mount.target === spec.root)) return;
    await checkOnHost(restoreWrapper(spec.wrap), `rm -f -- ${quoteShell(spec.path)}`, signal);
  },
});
