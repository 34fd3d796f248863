// For what cannot be removed any more because that which it was made in is gone for good: a Docker engine, an account. Nothing outside the state
// folder is touched.

import type { AnyResourceKind } from "@ingot/sdk";
import { describeEntry } from "../journal/destroy-entry.ts";
import { removeRunFolder } from "../journal/journal.ts";
import type { Thing } from "../journal/run.ts";
import { findRunFolders, judgeRun } from "./find-runs.ts";
import { claimRun } from "./recover-runs.ts";

export interface ForgetOptions {
  readonly stateDir: string;
  readonly run: string;
  readonly kinds: (kind: string) => Promise<AnyResourceKind | undefined>;
  /** Is told what the journal still holds, and decides. */
  readonly confirm: (things: readonly Thing[]) => Promise<boolean>;
}

/**
 * Takes a dead run out of the state folder as it is. Throws a StateError when the state folder cannot be read.
 * @returns what came of it; `refused` tells why, as sentences
 */
export async function forgetRun(
  options: ForgetOptions,
): Promise<{ readonly k: "forgotten" | "unknown" | "declined" } | { readonly k: "refused"; readonly reason: string }> {
  const folder = (await findRunFolders(options.stateDir)).find(({ run }) => run === options.run);
  const judged = folder && (await judgeRun(folder));
  if (!folder || !judged) return { k: "unknown" };
  const { standing, pid } = judged;
  if (standing === "alive") return { k: "refused", reason: `The run is going on, as process ${pid}. End it first.` };
  if (standing === "busy")
    return { k: "refused", reason: `Process ${pid} is cleaning up after it. Wait for it, or end it.` };
  const things: Thing[] = [];
  for (const entry of judged.state.entries) {
    things.push(describeEntry(entry, await options.kinds(entry.kind).catch(() => undefined)));
  }
  if (!(await options.confirm(things))) return { k: "declined" };
  const claim = await claimRun(folder, options.stateDir, standing);
  if ("problem" in claim) return { k: "refused", reason: claim.problem };
  await removeRunFolder(claim.path);
  return { k: "forgotten" };
}
