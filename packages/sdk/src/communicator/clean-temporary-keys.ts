import type { Machine } from "../machine/machine.ts";
import { quoteShell } from "../process/quote-shell.ts";
import { type Step, step } from "../step/step.ts";
import { exitStatus } from "./communicator.ts";
import type { CommunicatorConfig } from "./config.ts";

interface Needs {
  readonly config: CommunicatorConfig;
  readonly machine: Machine;
}

/**
 * The step that removes the build's key from the machine, where `ssh_clear_authorized_keys` is set. It does not fail the build.
 *
 * @param keyName the comment that the key has in the machine's authorized_keys; undefined where none was made
 */
export function cleanTemporaryKeys<N extends Needs>(
  keyName: (state: Readonly<N>) => string | undefined,
): Step<N, object> {
  return step({
    name: "StepCleanupTempKeys",
    run: async (state: Readonly<N>, context) => {
      const { config, machine } = state;
      const name = keyName(state);
      if (config.communicator !== "ssh" || !config.ssh_clear_authorized_keys || !name) return {};
      context.ui.say("Trying to remove ephemeral keys from authorized_keys files");
      for (const command of [removal("", "~/.ssh", name), removal("sudo ", "/root/.ssh", name)]) {
        const problem = await machine.communicator
          .exec(command, { signal: context.signal })
          .then((exit) => (exitStatus(exit) === 0 ? undefined : `status ${exitStatus(exit)}`), String);
        context.signal.throwIfAborted();
        if (problem !== undefined) context.ui.log(`"${command}" failed: ${problem}`);
      }
      return {};
    },
  });
}

/** Deletes the lines that end in the name, with a copy in between, as not every sed can do without. */
function removal(prefix: string, folder: string, name: string): string {
  const pattern = name.replace(/[\\/.*[\]^$]/g, "\\$&");
  const file = `${folder}/authorized_keys`;
  return `${prefix}sed -i.bak ${quoteShell(`/ ${pattern}$/d`)} ${file}; ${prefix}rm ${file}.bak`;
}
