// Output folders. A folder that a user can find under a name that he chose must be told from one that he made himself: it is made hidden,
// under an unguessable name, its identity goes into the journal, and only then it gets its name.

import { existsSync, renameSync } from "node:fs";
import { lstat, mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { resourceKind } from "../../component/plugin.ts";
import type { Ui } from "../../event/ui.ts";
import type { Owned, Resources } from "../resource.ts";
import { identityOf } from "./identity.ts";
import { missingParents, removeEmptyParents } from "./parents.ts";
import { removeTree } from "./remove-tree.ts";

interface Spec {
  readonly [key: string]: string | null | readonly string[];
  readonly path: string;
  /** null: the name itself is unguessable. */
  readonly identity: string | null;
  /** Folders above it that were not there before, outermost first: they go as well, when nothing else is in them. */
  readonly parents: readonly string[];
}

/** A folder for what a build makes. Another of the same name is left alone. */
export const outputDirectory = resourceKind<Spec>({
  kind: "sdk.output-directory",
  reach: "host",
  named: (spec) => spec.path,
  describe: (spec) => `output directory ${spec.path}`,
  destroy: async ({ identity, parents }, path, { signal }) => {
    if (identity === null || (await identityOf(path)) === identity) await removeTree(path, signal);
    await removeEmptyParents(parents);
  },
});

export interface OutputDirectoryOptions {
  readonly resources: Resources;
  readonly ui: Ui;
  /** Deletes what is there. Without it that is an error. */
  readonly force: boolean;
  readonly on?: readonly Owned[];
  readonly signal: AbortSignal;
}

/** Makes an output folder (0755) that goes with a build that fails. Throws when something is there and `force` was not given. */
export async function ownOutputDirectory(directory: string, options: OutputDirectoryOptions): Promise<Owned> {
  const { resources, ui, force, signal, on = [] } = options;
  const path = resolve(directory);
  if (await lstat(path).catch(() => undefined)) {
    if (!force) throw outputExists(directory);
    ui.say("Deleting previous output directory...");
    await removeTree(path, signal);
  }
  const parents = missingParents(path);
  const hidden = await resources.own(
    outputDirectory,
    (token) => ({ path: join(dirname(path), `.${token}`), identity: null, parents }),
    async (spec) => {
      await mkdir(dirname(spec.path), { recursive: true });
      await mkdir(spec.path, { mode: 0o755 });
      return spec.path;
    },
  );
  const identity = await identityOf(hidden.id);
  if (identity === undefined) throw new Error(`The folder ${hidden.id} is gone that was just made`);
  const owned = await resources.own(
    outputDirectory,
    () => ({ path, identity, parents }),
    async () => {
      // One turn for both: rename silently replaces an empty folder, such as one that a parallel build just made.
      if (existsSync(path)) throw outputExists(directory);
      renameSync(hidden.id, path);
      return path;
    },
    { on, life: "output" },
  );
  await resources.release(hidden);
  return owned;
}

function outputExists(directory: string): Error {
  return new Error(`Output directory exists: ${directory}\n\nUse the force flag to delete it prior to building.`);
}
