import { findStateDir, recoverRuns } from "@ingot/engine";
import { type Plugin, sdkKinds } from "@ingot/sdk";

/**
 * Removes what a run of a served plugin has left: what the supervisor of a killed one starts. Resolves with the exit code.
 *
 * @param log takes what was done, a line each
 */
export async function cleanUpRun(
  run: string,
  load: () => Promise<Plugin>,
  log: (line: string) => void,
): Promise<number> {
  const plugin = await load();
  const kinds = [...sdkKinds, ...plugin.resourceKinds];
  const results = await recoverRuns({
    stateDir: findStateDir(process.env),
    run,
    dryRun: false,
    // The supervisor is asked for what died; a person who calls this wants what was left on purpose to go.
    withKept: process.env.INGOT_SUPERVISOR === undefined,
    outputs: false,
    kinds: async (kind) => kinds.find((one) => one.kind === kind),
    secret: async (name) => {
      const value = process.env[name];
      if (value !== undefined) return value;
      throw new Error(`The credential "${name}" is needed: set it in the environment and run this again`);
    },
    onDestroyed: (_, thing) => log(`Removed ${thing.description}`),
    signal: new AbortController().signal,
  });
  let isClean = true;
  for (const { failed, problem, lostEntries } of results) {
    if (problem !== undefined) log(`Run ${run} was not touched: ${problem}`);
    for (const { thing, reason } of failed) log(`Could not remove ${thing.description}: ${reason}`);
    if (failed.length > 0 || lostEntries > 0 || problem !== undefined) isClean = false;
  }
  return isClean ? 0 : 1;
}
