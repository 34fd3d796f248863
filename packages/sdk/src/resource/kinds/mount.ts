// Mounts. A mount goes after everything that is mounted in it, and only if what stands there is what we mounted.

import { readdir, readFile, readlink, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { resourceKind } from "../../component/plugin.ts";
import { killTree } from "../../process/kill-tree.ts";
import { quoteShell } from "../../process/quote-shell.ts";
import { captureProcess } from "../../process/run-process.ts";
import type { Owned, Resources } from "../resource.ts";
import { ourselvesAndAbove } from "./marked-process.ts";
import { canonicalPath, isWithin, type Mount, mountsWithin, readMounts } from "./mount-table.ts";

/** How long a busy mount is tried again, in milliseconds. */
const busyMs = 10_000;
const pauseMs = 100;

interface Spec {
  readonly [key: string]: string | number;
  /** The mount point, absolute and without links. It is the id. */
  readonly target: string;
  /** Device, folder, or whatever the type calls its source. */
  readonly source: string;
  /** File system, or `bind` or `rbind`; "" where mount finds it out. */
  readonly type: string;
  /** Further arguments of mount as shell text: `-o noatime`. */
  readonly options: string;
  /** Shell text around each command, with `{{.Command}}` in its place. */
  readonly wrap: string;
  /** How many mounts stood at the target before. */
  readonly under: number;
}

/** A mount. It goes only while what is mounted there is what the spec names. */
export const mount = resourceKind<Spec>({
  kind: "sdk.mount",
  reach: "boot",
  named: (spec) => spec.target,
  describe: (spec) => `mount ${spec.target}`,
  destroy: (spec, target, { signal }) => unmountTree(spec, target, signal),
});

export interface MountRequest {
  readonly target: string;
  readonly source: string;
  /** File system, or `bind` or `rbind`; without it mount finds it out. */
  readonly type?: string;
  /** Further arguments of mount as shell text: `-o noatime`. */
  readonly options?: string;
  /** Shell text around each command, with `{{.Command}}` in its place; default the command alone. */
  readonly wrap?: string;
}

/** Mounts; the mount point must be there. Throws with what mount said. */
export async function ownMount(request: MountRequest, resources: Resources, on: readonly Owned[] = []): Promise<Owned> {
  const { source, type = "", options = "", wrap = "{{.Command}}" } = request;
  const target = await canonicalPath(request.target);
  return await resources.own(
    mount,
    () => ({ target, source, type, options, wrap, under: stackAt(target).length }),
    async (spec, signal) => {
      await runWrapped(spec.wrap, mountCommand(spec), signal);
      return spec.target;
    },
    { on },
  );
}

function mountCommand({ target, source, type, options }: Spec): string {
  const how = type === "bind" || type === "rbind" ? `--${type}` : type === "" ? "" : `-t ${quoteShell(type)}`;
  return ["mount", options, how, quoteShell(source), quoteShell(target)].filter((part) => part !== "").join(" ");
}

async function unmountTree(spec: Spec, target: string, signal: AbortSignal): Promise<void> {
  const giveUp = Date.now() + busyMs;
  let isCut = false;
  for (;;) {
    signal.throwIfAborted();
    const stack = stackAt(target);
    const top = stack.at(-1);
    if (!top || stack.length <= spec.under) return;
    if (!(await isOurs(spec, top))) {
      throw new Error(
        `${target} is mounted from ${top.source} now, not from ${spec.source} as by this run; it was left alone`,
      );
    }
    const inner = mountsWithin(target).filter((other) => other.target !== target);
    // Unmounting what came along by rbind would unmount it at its origin too, which shares it.
    if (inner.length > 0 && spec.type === "rbind" && !isCut) {
      await runWrapped(spec.wrap, `mount --make-rslave ${quoteShell(target)}`, signal);
      isCut = true;
    }
    const next = inner.at(-1)?.target ?? target;
    try {
      await runWrapped(spec.wrap, `umount ${quoteShell(next)}`, signal);
    } catch (error) {
      if (!/busy/.test((error as Error).message) || Date.now() > giveUp)
        throw await withHolders(error as Error, target);
      if (!(await endInmates(target))) await sleep(pauseMs);
    }
  }
}

function stackAt(target: string): readonly Mount[] {
  return readMounts().filter((other) => other.target === target);
}

async function isOurs(spec: Spec, top: Mount): Promise<boolean> {
  if (spec.type === "bind" || spec.type === "rbind") return await isSameFolder(spec);
  // Sources that are no path (`LABEL=root`, `tmpfs`) are not shown as they were given.
  if (!spec.source.startsWith("/")) return spec.type === "" || top.type === spec.type;
  if (top.source === spec.source || top.source === (await canonicalPath(spec.source))) return true;
  const device = await stat(spec.source).catch(() => undefined);
  return device?.isBlockDevice() === true && deviceNumbers(device.rdev) === top.device;
}

async function isSameFolder(spec: Spec): Promise<boolean> {
  const [origin, here] = await Promise.all([spec.source, spec.target].map((path) => stat(path).catch(() => undefined)));
  // An origin that is gone leaves only the count of the mounts to go by.
  return !origin || !here || (origin.dev === here.dev && origin.ino === here.ino);
}

/** `major:minor` of a device number, as glibc's gnu_dev_major and gnu_dev_minor take it apart. */
function deviceNumbers(device: number): string {
  const number = BigInt(device);
  const major = ((number >> 8n) & 0xfffn) | ((number >> 32n) & ~0xfffn);
  const minor = (number & 0xffn) | ((number >> 12n) & ~0xffn);
  return `${major}:${minor}`;
}

interface Holder {
  readonly pid: number;
  readonly name: string;
  /** Lives in the mount as its root folder, or was started by a run and works there: it is ours. */
  readonly isInmate: boolean;
}

async function holdersOf(target: string): Promise<readonly Holder[]> {
  const above = await ourselvesAndAbove();
  const holders: Holder[] = [];
  for (const entry of await readdir("/proc").catch(() => [])) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || above.has(pid)) continue;
    const [root, cwd] = await Promise.all(
      ["root", "cwd"].map((link) => readlink(`/proc/${pid}/${link}`).catch(() => "")),
    );
    const isRooted = root !== undefined && root !== "" && isWithin(root, target);
    if (!isRooted && !(cwd && isWithin(cwd, target))) continue;
    const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
    holders.push({ pid, name: name.trim(), isInmate: isRooted || (await isOfSomeRun(pid)) });
  }
  return holders;
}

async function isOfSomeRun(pid: number): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
  return `\0${environment}`.includes("\0INGOT_RUN=");
}

/** Ends the processes that live in the mount; whether there were any. */
async function endInmates(target: string): Promise<boolean> {
  const inmates = (await holdersOf(target)).filter((holder) => holder.isInmate);
  await Promise.all(inmates.map((holder) => killTree(holder.pid)));
  return inmates.length > 0;
}

async function withHolders(error: Error, target: string): Promise<Error> {
  const names = (await holdersOf(target)).map((holder) => `${holder.name} (pid ${holder.pid})`);
  if (names.length === 0) return error;
  return new Error(`${error.message}\nIt is in use by ${names.join(", ")}. End that and try again.`, { cause: error });
}

async function runWrapped(wrap: string, command: string, signal: AbortSignal): Promise<void> {
  const text = wrap.replace(/\{\{\s*\.Command\s*\}\}/g, () => command);
  const { exit, stderr } = await captureProcess("/bin/sh", ["-c", text], { env: { LC_ALL: "C" }, signal });
  if (exit.k === "exited" && exit.code === 0) return;
  const how = exit.k === "exited" ? `ended with status ${exit.code}` : "was ended";
  throw new Error(`\`${text}\` ${how}: ${stderr.trim()}`);
}
