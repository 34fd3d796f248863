import { debianMachineFolder } from "./debian-roots.ts";
import { createRunFolder } from "./folders.ts";
import { sweepDeadRuns, sweepRun } from "./sweep-run.ts";

/** What SSH servers (start-sshd.ts) need of the environment, without the engine and the registries. Needs root. */
export async function prepareMachines(): Promise<{ readonly stop: () => Promise<void> }> {
  await sweepDeadRuns();
  const runFolder = createRunFolder();
  const before = process.env.INGOT_E2E;
  const stop = async () => {
    if (before === undefined) delete process.env.INGOT_E2E;
    else process.env.INGOT_E2E = before;
    await sweepRun(runFolder);
  };
  try {
    process.env.INGOT_E2E = JSON.stringify({ runFolder, machineFolder: await debianMachineFolder() });
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
