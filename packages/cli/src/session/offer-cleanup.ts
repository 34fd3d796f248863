import { findStateDir, listDeadRuns, type Registry } from "@ingot/engine";
import type { Host } from "../host.ts";
import { askAtTerminal } from "../output/ask.ts";
import { listThings } from "./list-things.ts";
import { removeLeftovers } from "./remove-leftovers.ts";

/** Says what builds that died have left behind, and on a terminal offers to remove it. Elsewhere one line names the command. */
export async function offerCleanup(options: {
  readonly registry: Registry;
  readonly host: Host;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { registry, host, signal } = options;
  const runs = await listDeadRuns(findStateDir(process.env), registry.resourceKind);
  const left = runs.filter((run) => run.standing === "dead" && run.things.length > 0);
  const things = left.flatMap((run) => run.things);
  if (things.length === 0) return;
  const what = things.length === 1 ? "1 thing" : `${things.length} things`;
  const failure = left.findLast((run) => run.failure !== undefined)?.failure;
  const why =
    failure === undefined ? "" : `The last clean-up could not remove it: ${failure.replaceAll(/\s+/g, " ")}\n`;
  if (!host.isTerminal || !process.stdin.isTTY) {
    await host.write(`A build that died has left ${what} behind. Remove with: ingot cleanup\n${why}`);
    return;
  }
  await host.write(`A build that died has left ${what} behind:\n${listThings(things)}${why}`);
  const answer = await askAtTerminal(host)("Remove it now? [y/N]", ["yes", "no"], signal).catch(() => "no");
  signal.throwIfAborted();
  if (answer === "yes")
    await removeLeftovers({ registry, host, signal, dryRun: false, withKept: false, outputs: false });
  else await host.write("Left as it is. Remove it later with: ingot cleanup\n");
}
