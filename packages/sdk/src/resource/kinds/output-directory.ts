// Output folders. A folder that a user can find under a name that he chose must be told from one that he made himself: it is made hidden,
// under an unguessable name, its identity goes into the journal, and only then it gets its name.

import { existsSync, renameSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { resourceKind } from "../../component/plugin.ts";
import type { Ui } from "../../event/ui.ts";
import type { Holder, Owned, Resources } from "../resource.ts";
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
  const identityThere = await identityOf(path);
  if (identityThere !== undefined) {
    const holder = await findSettledHolder(path, identityThere, options);
    const isGone = (await identityOf(path)) === undefined;
    // What somebody is working on is not deleted, not even when told to.
    if (!isGone && (!force || (holder && isAtWork(holder)))) throw outputExists(directory, holder);
    if (!isGone) {
      ui.say("Deleting previous output directory...");
      await removeTree(path, signal);
    }
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
      if (existsSync(path)) throw outputExists(directory, undefined);
      renameSync(hidden.id, path);
      return path;
    },
    { on, life: "output" },
  );
  await resources.release(hidden);
  return owned;
}

/** How long the clean-up after a run that died may take that a build waits for, in milliseconds, and how often to look. */
const longestWaitMs = 60_000;
const lookAgainMs = 100;

/** The run that made the folder which is there; one that is being cleaned up after is waited for, since it will be gone in a moment. */
async function findSettledHolder(
  path: string,
  identity: string,
  { resources, ui, signal }: OutputDirectoryOptions,
): Promise<Holder | undefined> {
  const giveUp = performance.now() + longestWaitMs;
  for (let isTold = false; ; isTold = true) {
    const holder = await resources.findHolder(outputDirectory, (spec: Spec) => spec.identity === identity);
    if (holder?.standing !== "busy" || performance.now() > giveUp) return holder;
    if (!isTold) ui.say(`Waiting for the clean-up after run ${holder.run}, which died and has left ${path}...`);
    await sleep(lookAgainMs, undefined, { signal });
    if ((await identityOf(path)) !== identity) return undefined;
  }
}

function isAtWork({ standing, state }: Holder): boolean {
  return standing === "alive" || standing === "busy" || (standing === "self" && state === "unfinished");
}

function outputExists(directory: string, holder: Holder | undefined): Error {
  const force = "Use the force flag to delete it prior to building.";
  return new Error(`Output directory exists: ${directory}\n\n${holder ? describeHolder(holder, force) : force}`);
}

function describeHolder({ run, pid, standing, state }: Holder, force: string): string {
  if (standing === "self")
    return "Another build of this run makes its image there. Give each its own output_directory.";
  if (standing === "alive")
    return `Run ${run}, which is going on as process ${pid}, makes its image there. Wait until it has ended, or name another output_directory.`;
  if (standing === "busy") return `Process ${pid} is cleaning up after run ${run}, which has left it. Try again later.`;
  const flags = { unfinished: "", finished: " -outputs", kept: " -kept" }[state];
  const what = { unfinished: "died", finished: "died after it had finished this image", kept: "left it on purpose" };
  const whose =
    standing === "unknown" ? `run ${run} of another machine or container` : `run ${run}, which ${what[state]}`;
  return `${force} It was left by ${whose}; this removes all that is left of that: ingot cleanup${flags} -run=${run}`;
}
