import { resourceKind } from "../../component/plugin.ts";
import { removeTree } from "./remove-tree.ts";

/** The folder of a run's temporary files. Its unguessable name says that it is ours. */
export const runFolder = resourceKind<{ readonly path: string }>({
  kind: "sdk.run-folder",
  reach: "host",
  isSupervised: false,
  named: (spec) => spec.path,
  describe: (spec) => `temporary files ${spec.path}`,
  destroy: (_, path, { signal }) => removeTree(path, signal),
});
