import type { BuildContext, Generated, Machine } from "@ingot/sdk";
import type { Hook, HookMachine, HookName } from "../services/hook.ts";
import { commandForPerson } from "./command-for-person.ts";

/** What of a machine's data is never shown. */
const secretNames = ["Password", "SSHPrivateKey", "WinRMPassword"];

/** The provisioners of a build, as a builder in a plugin calls them. */
export interface BuildHook extends Hook {
  /** Resolves when none runs any more: where the builder has died in the meantime, they are stopped, which takes a moment. */
  readonly settled: () => Promise<void>;
}

/** Lets a builder in a plugin run the provisioners of its build. */
export function hookOfBuild(context: BuildContext): BuildHook {
  const running = new Set<Promise<void>>();
  const provision = async (name: HookName, hookMachine: HookMachine, signal: AbortSignal) => {
    const machine = machineOf(hookMachine);
    for (const secret of machine.secrets ?? []) context.secret(secret);
    // What saves logs of a failed build runs also where the build was stopped.
    if (name === "packer_cleanup_provision") return context.cleanupProvision(machine, signal);
    return context.provision(machine, AbortSignal.any([signal, context.signal]));
  };
  return {
    run: (name, machine, signal) => {
      const work = provision(name, machine, signal).finally(() => running.delete(work));
      running.add(work);
      return work;
    },
    settled: async () => {
      await Promise.allSettled(running);
    },
  };
}

function machineOf({ communicator, generated }: HookMachine): Machine {
  const forPerson = commandForPerson(generated);
  return {
    communicator: forPerson ? { ...communicator, commandForPerson: forPerson } : communicator,
    generated,
    secrets: secretsIn(generated),
  };
}

function secretsIn(generated: Generated): readonly string[] {
  return secretNames.flatMap((name) => {
    const value = generated[name];
    return typeof value === "string" && value !== "" ? [value] : [];
  });
}
