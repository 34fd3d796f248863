import { findStateDir, forgetRun, type Registry } from "@ingot/engine";
import type { Host } from "../host.ts";
import { askAtTerminal } from "../output/ask.ts";

/**
 * Takes a run out of the journal without removing anything, after it has said what it forgets and asked, where that was not answered before.
 * Resolves with the exit code.
 */
export async function forgetLeftovers(options: {
  readonly registry: Registry;
  readonly host: Host;
  readonly signal: AbortSignal;
  readonly run: string;
  readonly isSure: boolean;
}): Promise<number> {
  const { registry, host, signal, run, isSure } = options;
  const ask = async () => {
    if (isSure) return true;
    if (!host.isTerminal || !process.stdin.isTTY) {
      await host.writeError("Nobody can be asked here whether that is right: add -yes.\n");
      return false;
    }
    return (await askAtTerminal(host)("Forget it? [y/N]", ["yes", "no"], signal)) === "yes";
  };
  const result = await forgetRun({
    run,
    stateDir: findStateDir(process.env),
    kinds: registry.resourceKind,
    confirm: async (things) => {
      const list = things.map(({ description }) => `  ${description}\n`).join("");
      await host.write(
        things.length === 0
          ? `The journal of run ${run} holds nothing that could be read.\n`
          : `Of run ${run} this may be left, which nobody will remove once it is forgotten:\n${list}`,
      );
      for (const { kind, id = "", description } of things)
        await host.tell({ type: "cleanup-forgotten", data: [run, kind, id, description] });
      return await ask();
    },
  });
  if (result.k === "refused") await host.writeError(`Run ${run} was not touched: ${result.reason}\n`);
  else if (result.k === "declined") await host.write(`Run ${run} stays in the journal.\n`);
  else if (result.k === "forgotten") await host.write(`Run ${run} is forgotten.\n`);
  else await host.write(`There is no run ${run}: it is cleaned up already, or that is not its id.\n`);
  return result.k === "forgotten" || result.k === "unknown" ? 0 : 1;
}
