import { findStateDir, openRun, runSteps } from "@ingot/engine";
import type { Workshop } from "@ingot/go-plugin";
import { quoteShell } from "@ingot/sdk";

/**
 * A workshop with the engine's journal, supervisor and step runner: what a served component makes is undone as in a build of Ingot's, also
 * when the plugin's process is killed, as Packer ends every plugin's.
 *
 * @param cleanupCommand the words that start this very program anew, to clean up after a run
 */
export function engineWorkshop(cleanupCommand: (run: string) => readonly string[]): Workshop {
  return {
    open: ({ build, component, log, signal }) => {
      const run = openRun({
        stateDir: findStateDir(process.env),
        // The host has no use for what becomes of single things.
        emit: () => undefined,
        supervisor: { command: cleanupCommand, warn: log },
      });
      const ledger = run.build(build);
      const { resources } = ledger.scope(component, signal);
      return {
        resources,
        temp: run.temp,
        runSteps: (pipeline, state, context) => runSteps(pipeline, state, { build: context, ledger }),
        commit: () => ledger.commit(),
        close: async () => {
          // The clean-up is not stopped by what stopped the work.
          const untilDone = new AbortController().signal;
          if (signal.aborted) await run.endProcesses(untilDone).catch((error: Error) => log(error.message));
          const { left, kept } = await run.close(untilDone);
          const again = cleanupCommand(run.id).map(quoteShell).join(" ");
          return [
            ...left.map(
              ({ thing, reason }) => `Could not remove ${thing.description}: ${reason}\nTry again with: ${again}`,
            ),
            ...(kept.length > 0
              ? [`Left on purpose: ${kept.map(({ description }) => description).join(", ")}\nRemove it with: ${again}`]
              : []),
          ];
        },
      };
    },
  };
}
