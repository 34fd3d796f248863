import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { listLoops, listPartitionNodes } from "./loop-devices.ts";
import { listMounts } from "./mounts.ts";
import { hasInEnvironment, listProcesses } from "./processes.ts";
import { runCommand } from "./run-command.ts";

export interface InventoryOptions {
  /** Counts the processes that were started with this entry in their environment, `NAME=value`; without it, none. */
  readonly processMark?: string;
  /** The Docker engine; without it, no containers, images and volumes are counted. */
  readonly dockerHost?: string;
  /** Folders whose files are counted, at every depth: temporary folders, output folders. */
  readonly folders?: readonly string[];
  /**
   * Counts only mounts on these folders or below, and loop devices over files below; without it, all of the machine. To be
   * used where others work on the machine at the same time.
   */
  readonly below?: readonly string[];
}

/** What exists outside a process, by kind, each kind sorted. Two of them are compared with compareInventories. */
export type Inventory = Readonly<
  Record<
    "processes" | "containers" | "images" | "volumes" | "loopDevices" | "partitionNodes" | "mounts" | "files",
    string[]
  >
>;

/** Takes stock of everything that a build could leave behind. */
export async function takeInventory(options: InventoryOptions): Promise<Inventory> {
  const { processMark, dockerHost, folders = [], below } = options;
  const isScoped = (path: string) => below?.some((folder) => path === folder || path.startsWith(`${folder}/`)) ?? true;
  const docker = async (...args: string[]) => {
    if (dockerHost === undefined) return [];
    const { stdout } = await runCommand("docker", args, { env: { DOCKER_HOST: dockerHost } });
    return stdout.split("\n").filter((line) => line !== "");
  };
  const [containers, images, volumes, loops] = await Promise.all([
    docker("container", "ls", "--all", "--no-trunc", "--format", "{{.ID}} {{.Names}}"),
    docker("image", "ls", "--all", "--no-trunc", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}"),
    docker("volume", "ls", "--format", "{{.Name}}"),
    listLoops(),
  ]);
  const scopedLoops = loops.filter((loop) => isScoped(loop.file));
  // A node whose device is free belongs to nobody that could be asked: it always counts.
  const isCountedNode = (node: string) => {
    const owner = loops.find((loop) => node.startsWith(`${loop.device}p`));
    return owner === undefined || scopedLoops.includes(owner);
  };
  const marked =
    processMark === undefined ? [] : listProcesses().filter(({ pid }) => hasInEnvironment(pid, processMark));
  const inventory = {
    processes: marked.map((info) => `${info.pid} ${info.commandLine}`),
    containers,
    images,
    volumes,
    loopDevices: scopedLoops.map((loop) => `${loop.device} ${loop.file}`),
    partitionNodes: listPartitionNodes().filter(isCountedNode),
    mounts: listMounts().filter(isScoped),
    files: folders.flatMap(listFiles),
  };
  for (const list of Object.values(inventory)) list.sort();
  return inventory;
}

/** The differences, one line each, as `+ mounts: /mnt/x` for what was not there before; empty when they are equal. */
export function compareInventories(before: Inventory, after: Inventory): string[] {
  const kinds = Object.keys(before) as (keyof Inventory)[];
  return kinds.flatMap((kind) => [
    ...after[kind].filter((item) => !before[kind].includes(item)).map((item) => `+ ${kind}: ${item}`),
    ...before[kind].filter((item) => !after[kind].includes(item)).map((item) => `- ${kind}: ${item}`),
  ]);
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return [folder, ...readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name))];
}
