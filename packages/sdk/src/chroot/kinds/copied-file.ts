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

/**
 * Removes the file, but only while the root is mounted: without it, the path would be one of this machine's own. A root that cannot be
 * written any more (its disk has failed, or lies on a full one) keeps the file, and must not keep itself mounted for that: whoever wants to go
 * on with the root has to look (clean-up-early.ts).
 */
export const copiedFile = resourceKind<CopiedFileSpec>({
  kind: "sdk.copied-file",
  reach: "boot",
  named: (spec) => spec.path,
  describe: (spec) => `copied file ${spec.path}`,
  destroy: async (spec, _id, { signal }) => {
    if (!readMounts().some((mount) => mount.target === spec.root)) return;
    const isWritable = `probe=$(mktemp -p ${quoteShell(spec.root)}) && rm -f -- "$probe"`;
    const command = `rm -f -- ${quoteShell(spec.path)} || { ${isWritable} && exit 1; exit 0; }`;
    await checkOnHost(restoreWrapper(spec.wrap), `/bin/sh -c ${quoteShell(command)}`, signal);
  },
});
