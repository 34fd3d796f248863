// What the tests on the real thing and the benchmarks build on.

export { type BootedImage, type BootOptions, bootImage } from "./boot-image.ts";
export { currentEnvironment, type Environment, startEnvironment } from "./environment.ts";
export { freePort } from "./free-port.ts";
export { attachLoop, detachLoop, type LoopDevice, listLoops, listPartitionNodes } from "./loop-devices.ts";
export { listMounts, mount, unmount } from "./mounts.ts";
export { prepareMachines } from "./prepare-machines.ts";
export {
  endProcess,
  hasInEnvironment,
  isAlive,
  listProcesses,
  type ProcessIdentity,
  type ProcessInfo,
  readProcess,
  readVariable,
  sendSignal,
  withDescendants,
} from "./processes.ts";
export { type CommandOptions, type CommandResult, runCommand } from "./run-command.ts";
export { type Daemon, type DaemonOptions, startDaemon } from "./start-daemon.ts";
export { type DockerEngine, startDockerEngine } from "./start-docker-engine.ts";
export { type Registry, startRegistry } from "./start-registry.ts";
export { type Sshd, type SshdOptions, startSshd } from "./start-sshd.ts";
export { compareInventories, type Inventory, type InventoryOptions, takeInventory } from "./take-inventory.ts";
export { type WaitOptions, waitUntil } from "./wait-until.ts";
