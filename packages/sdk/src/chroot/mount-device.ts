import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { quoteShell } from "../process/quote-shell.ts";
import { mount, ownMount } from "../resource/kinds/mount.ts";
import { readMounts } from "../resource/kinds/mount-table.ts";
import type { Owned, Resources } from "../resource/resource.ts";
import { type Step, type StepContext, step } from "../step/step.ts";
import type { ChrootConfig } from "./config.ts";
import { checkOnHost, runForUser, storedWrapper, type Wrapper, wrapperOf } from "./host-commands.ts";
import { chrootProcesses } from "./kinds/chroot-processes.ts";
import { mountPoint } from "./kinds/mount-point.ts";
import { type AttachedDevice, type MountedRoot, partitionDevice } from "./state.ts";

type MountDeviceState = { readonly config: ChrootConfig } & AttachedDevice;

/**
 * Mounts the root: the partition that the config names, on its mount path, or by its manual mount command.
 * @param place.mountBase folder in which the mount point is made, under the device's name, where the config has no mount path
 */
export function mountDevice(place: { readonly mountBase: string }): Step<MountDeviceState, MountedRoot> {
  return step({
    name: "StepMountDevice",
    run: async (state: MountDeviceState, context) => {
      const { config, device, attached } = state;
      const { resources, signal, ui } = context;
      const wrapper = wrapperOf(config);
      const wanted = mountPathOf(config, device, place.mountBase);
      const manual = config.manual_mount_command?.render({ Device: device });
      if (manual !== undefined) {
        const target = await existingFolder(wanted);
        const root = await ownManualMount(target, `${manual} ${quoteShell(target)}`, wrapper, attached, context);
        return { mountPath: target, mounted: [await ownProcesses(resources, target, wrapper, [root]), root] };
      }
      const source = partitionDevice(device, config.mount_partition);
      await requireDevice(source);
      const folder = await prepareMountPoint(resources, wanted, place.mountBase, wrapper, signal);
      ui.say(`Mounting ${source} on ${folder.path}...`);
      const options = privateMount(config.mount_options);
      const request = { target: folder.path, source, options, wrap: storedWrapper(wrapper) };
      const root = await ownMount(request, resources, [...attached, ...folder.owned]);
      const processes = await ownProcesses(resources, folder.path, wrapper, [root]);
      return { mountPath: folder.path, mounted: [processes, root, ...folder.owned] };
    },
  });
}

/**
 * Arguments for a mount that stays ours: where this machine shares its mounts among namespaces, what is mounted below a bind mount of /dev
 * would otherwise appear in the machine's own /dev as well.
 */
export function privateMount(options: readonly string[] = []): string {
  return ["--make-private", ...options.flatMap((option) => ["-o", quoteShell(option)])].join(" ");
}

/** Takes charge of what will run inside a root, so that it is ended before what it stands on goes. */
export function ownProcesses(
  resources: Resources,
  root: string,
  wrapper: Wrapper,
  on: readonly Owned[],
): Promise<Owned> {
  const spec = { root, wrap: storedWrapper(wrapper) };
  return resources.own(
    chrootProcesses,
    () => spec,
    async () => root,
    { on },
  );
}

/** What the user's own command mounts is unmounted as well, unless his commands have done that. */
function ownManualMount(
  target: string,
  command: string,
  wrapper: Wrapper,
  on: readonly Owned[],
  context: StepContext,
): Promise<Owned> {
  const under = readMounts().filter((other) => other.target === target).length;
  const spec = { target, source: "manual_mount_command", type: "", options: "", wrap: storedWrapper(wrapper), under };
  const create = async () => {
    await runForUser((line) => line, command, context.ui, context.signal);
    return target;
  };
  return context.resources.own(mount, () => spec, create, { on });
}

function mountPathOf(config: ChrootConfig, device: string, base: string): string {
  const name = basename(device);
  const template = config.mount_path;
  return resolve(template === undefined ? join(base, name) : template.render({ Device: name }));
}

async function requireDevice(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isBlockDevice()) return;
  throw new Error(
    `The device ${path} is not there, so the root cannot be mounted. Set "mount_partition" to the number of the partition that holds the root, or to "" where the whole device does; with an empty disk, let "pre_mount_commands" make that partition.`,
  );
}

async function existingFolder(path: string): Promise<string> {
  return realpath(path).catch((cause) => {
    throw new Error(`The folder ${path} is not there; with "manual_mount_command" it has to exist already`, { cause });
  });
}

async function prepareMountPoint(
  resources: Resources,
  wanted: string,
  base: string,
  wrapper: Wrapper,
  signal: AbortSignal,
): Promise<{ readonly path: string; readonly owned: readonly Owned[] }> {
  const { existing, missing } = await splitAtExisting(wanted);
  const path = join(existing, ...missing);
  if (missing.length === 0) {
    if (readMounts().some((other) => other.target === path))
      throw new Error(`Something is mounted on ${path} already; unmount it, or set another "mount_path"`);
    return { path, owned: [] };
  }
  const made = missing.map((_, index) => join(existing, ...missing.slice(0, missing.length - index))).slice(1);
  // The folder for all our mount points stays only as long as one of them is there, whoever made it.
  const parents = dirname(path) === base && !made.includes(base) ? [base, ...made] : made;
  const spec = { path, parents, wrap: storedWrapper(wrapper) };
  const create = async () => {
    await checkOnHost(wrapper, `mkdir -p -- ${quoteShell(path)}`, signal);
    return path;
  };
  return { path, owned: [await resources.own(mountPoint, () => spec, create)] };
}

/** A path as its deepest part that exists, without symbolic links, and the names that are missing after it. */
async function splitAtExisting(
  path: string,
): Promise<{ readonly existing: string; readonly missing: readonly string[] }> {
  const missing: string[] = [];
  for (let at = path; ; at = dirname(at)) {
    const existing = await realpath(at).catch(() => undefined);
    if (existing !== undefined) return { existing, missing };
    missing.unshift(basename(at));
  }
}
