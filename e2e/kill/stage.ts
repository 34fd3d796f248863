// Where the builds of the harness run: folders of their own, an environment that leads everything into them, and the
// inventory of all that could be left.

import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  hasInEnvironment,
  type Inventory,
  listProcesses,
  readProcess,
  readVariable,
  takeInventory,
} from "../environment/index.ts";
import { engineStock } from "./engine-stock.ts";

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
  /** The processes that its builds have started, and they themselves. */
  readonly processes: () => readonly number[];
  /** The same stage with the named folders of its builds in another parent, which count as its own from then on. */
  readonly withFoldersIn: (parent: string, names: readonly (keyof Folders)[]) => Stage;
  /** Whether a file in its state folder is not of a run of others, who may share the folder and live. */
  readonly owns: (path: string) => boolean;
  /** Removes the stage. One whose journal still knows of leftovers stays; tells whether it is gone. */
  readonly remove: () => boolean;
}

/** Where builds work, keep their temporary files, and have their state folder. */
type Folders = Pick<Stage, "work" | "temp" | "state">;

/**
 * Sets up a stage whose containers live in the given engine.
 * @param layers the first layers of images that are the stage's own, where others use the engine and the state folder at the
 * same time; without it, all that is there counts
 */
export function setUpStage(dockerHost: string, layers?: ReadonlySet<string>): Stage {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "ingot-stage-")));
  const mounts = join(folder, "mounts");
  mkdirSync(mounts, { mode: 0o700 });
  const mark = `STAGE=${randomUUID()}`;
  const stock = layers && engineStock(dockerHost, layers, folder);
  const counted: string[] = [];

  const processes = () =>
    listProcesses()
      .map(({ pid }) => pid)
      .filter((pid) => hasInEnvironment(pid, mark));

  const stageIn = (own: Folders): Stage => ({
    folder,
    ...own,
    mounts,
    dockerHost,
    env: {
      STAGE: mark.slice("STAGE=".length),
      DOCKER_HOST: dockerHost,
      TMPDIR: own.temp,
      PACKER_TMP_DIR: undefined,
      PACKER_LOG: undefined,
      INGOT_STATE_DIR: own.state,
      PACKER_PLUGIN_PATH: join(folder, "plugins"),
    },
    supervisors: () => processes().filter((pid) => readVariable(pid, "INGOT_SUPERVISOR") !== undefined),
    inventory: async () => {
      const below = { folders: counted, below: [folder] };
      const found = await takeInventory({ processMark: mark, ...below, ...(stock ? {} : { dockerHost }) });
      const files = stock ? found.files.filter((path) => !isOfOthers(path, mark)) : found.files;
      return {
        ...found,
        ...(await stock?.take()),
        // A system's /proc may be mounted there: only the mount points themselves count.
        files: [...files.filter((path) => !isCache(path)), ...readdirSync(mounts).map((name) => join(mounts, name))],
      };
    },
    processes,
    withFoldersIn: (other, names) => {
      const elsewhere = makeFolders(other);
      for (const path of Object.values(elsewhere)) if (!counted.includes(path)) counted.push(path);
      return stageIn({ ...own, ...Object.fromEntries(names.map((name) => [name, elsewhere[name]])) });
    },
    owns: (path) => !isOfOthers(path, mark),
    remove: () => {
      if (existsSync(join(own.state, "runs")) && readdirSync(join(own.state, "runs")).length > 0) return false;
      rmSync(folder, { recursive: true });
      return true;
    },
  });
  const own = makeFolders(folder);
  counted.push(...Object.values(own));
  return stageIn(own);
}

/** The state folder and the one in it stay when all runs are gone: they are there from the start, so that inventories agree. */
function makeFolders(parent: string): Folders {
  const [work, temp, state] = ["work", "temp", "state"].map((name) => join(parent, name)) as [string, string, string];
  for (const path of [work, temp, join(state, "runs")]) mkdirSync(path, { recursive: true, mode: 0o700 });
  return { work, temp, state };
}

/** What is remembered of plugins from command to command: it stays on purpose. */
function isCache(path: string): boolean {
  return path.endsWith("/state/plugins.json");
}

/** Whether a file belongs to a run of somebody who lives and is not of the stage, in a state folder that they share. */
function isOfOthers(path: string, mark: string): boolean {
  const [, folder, name = ""] = /^(.*\/state\/runs\/([^/]+))/.exec(path) ?? [];
  if (folder === undefined) return false;
  const pid = /@(\d+)-/.exec(name)?.[1] ?? /"pid":(\d+),/.exec(readIfThere(join(folder, "journal")))?.[1];
  return pid !== undefined && readProcess(Number(pid)) !== undefined && !hasInEnvironment(Number(pid), mark);
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
