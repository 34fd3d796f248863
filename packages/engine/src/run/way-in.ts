// How a person gets into the machine of a build that waits for her: in a debugged build, at a breakpoint, or when a step has failed.

import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Machine, RunContext } from "@ingot/sdk";

export interface WayIn {
  /** The machine can be reached from now on. */
  readonly open: (machine: Machine) => void;
  /** It cannot any more. */
  readonly close: () => void;
  /** Says the command, where there is a machine; `only` one that has not been told of. */
  readonly tell: (only?: "new") => Promise<void>;
}

/** The way in of one build. */
export function createWayIn(context: Pick<RunContext, "buildName" | "flags" | "ui" | "temp">, cwd: string): WayIn {
  const keyFiles = new Map<string, Promise<string>>();
  let current: Machine | undefined;
  let told: Machine | undefined;
  const keepKey = (privateKey: string): Promise<string> => {
    const known = keyFiles.get(privateKey);
    if (known) return known;
    const kept = context.flags.debug ? keepForUser(privateKey, context, cwd) : keepForRun(privateKey, context);
    keyFiles.set(privateKey, kept);
    return kept;
  };
  return {
    open: (machine) => {
      current = machine;
    },
    close: () => {
      current = undefined;
    },
    tell: async (only) => {
      const machine = current;
      if (!machine?.communicator.commandForPerson || machine.gone?.aborted) return;
      if (only === "new" && told === machine) return;
      told = machine;
      try {
        const command = await machine.communicator.commandForPerson(keepKey);
        context.ui.say("To get into the machine from another terminal:");
        context.ui.message(command);
      } catch (error) {
        context.ui.error(`How to get into the machine cannot be told: ${messageOf(error)}`);
      }
    },
  };
}

/** In the folder that the build was started in. A file that is there already is somebody's key, and stays. */
async function keepForUser(
  privateKey: string,
  { buildName, ui }: Pick<RunContext, "buildName" | "ui">,
  cwd: string,
): Promise<string> {
  const name = buildName.replaceAll(/[^\w.-]/g, "_");
  for (let number = 1; ; number++) {
    const path = resolve(cwd, number === 1 ? `${name}.pem` : `${name}-${number}.pem`);
    try {
      await writeFile(path, privateKey, { flag: "wx", mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
      throw error;
    }
    ui.say(`The private key of this build was written to ${path}. It stays there; remove it when you are done`);
    return path;
  }
}

/** Without -debug nobody has asked for a file, and it goes with the run. */
async function keepForRun(privateKey: string, { temp }: Pick<RunContext, "temp">): Promise<string> {
  const path = await temp.file("key", ".pem");
  await writeFile(path, privateKey, { mode: 0o600 });
  return path;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
