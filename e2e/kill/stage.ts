// Where the builds of the harness run: folders of their own, an environment that leads everything into them, and the
// inventory of all that could be left.

import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Inventory, listProcesses, readVariable, takeInventory } from "../environment/index.ts";

/** The program under test. */
export const ingot = fileURLToPath(new URL("../../bin/ingot", import.meta.url));

export interface Stage {
  readonly folder: string;
  /** The folder that builds run in: their outputs come to lie here. */
  readonly work: string;
  /** What builds take for the system's folder of temporary files. */
  readonly temp: string;
  /** The folder of mount points. */
  readonly mounts: string;
  readonly state: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dockerHost: string;
  /** The supervisors of the builds that run here, with the clean-ups that they have started. */
  readonly supervisors: () => readonly number[];
  readonly inventory: () => Promise<Inventory>;
  /** Removes the stage. One whose journal still knows of leftovers stays; tells whether it is gone. */
  readonly remove: () => boolean;
}

/** Sets up a stage whose containers live in the given engine. */
export function setUpStage(dockerHost: string): Stage {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "ingot-stage-")));
  const [work, temp, mounts, state] = ["work", "temp", "mounts", "state"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  // The state folder and the one in it stay when all runs are gone: they are there from the start, so that inventories agree.
  for (const path of [work, temp, mounts, state, join(state, "runs")]) mkdirSync(path, { mode: 0o700 });
  const mark = randomUUID();
  return {
    folder,
    work,
    temp,
    mounts,
    state,
    dockerHost,
    env: {
      STAGE: mark,
      DOCKER_HOST: dockerHost,
      TMPDIR: temp,
      PACKER_TMP_DIR: undefined,
      PACKER_LOG: undefined,
      INGOT_STATE_DIR: state,
    },
    supervisors: () =>
      listProcesses()
        .map(({ pid }) => pid)
        .filter((pid) => readVariable(pid, "STAGE") === mark && readVariable(pid, "INGOT_SUPERVISOR") !== undefined),
    inventory: async () => {
      const folders = [work, temp, state];
      const found = await takeInventory({ processMark: `STAGE=${mark}`, dockerHost, folders, below: [folder] });
      // A system's /proc may be mounted there: only the mount points themselves count.
      return { ...found, files: [...found.files, ...readdirSync(mounts).map((name) => join(mounts, name))] };
    },
    remove: () => {
      if (existsSync(join(state, "runs")) && readdirSync(join(state, "runs")).length > 0) return false;
      rmSync(folder, { recursive: true });
      return true;
    },
  };
}
