// Who owns a run, and is he alive? Node has no flock, so a process is named by facts that the kernel does not give twice: its id and start
// time, within a boot and a process namespace. Start time alone is not enough (ids are reused after a reboot), nor is the boot (containers
// share it). The process namespace of a host has the same number on every machine, so it says something only together with the boot.

import { createHash } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { processStat } from "@ingot/sdk";

/** Facts that name one process. A fact that cannot be had is "". */
export interface Owner {
  readonly pid: number;
  /** Clock ticks since the boot. */
  readonly start: string;
  readonly boot: string;
  readonly pidNamespace: string;
  readonly machine: string;
}

/** This process. */
export async function describeOwner(pid: number = process.pid): Promise<Owner> {
  const [stat, around] = await Promise.all([processStat(pid), surroundings()]);
  return { pid, start: stat?.startTicks ?? "", ...around };
}

type Surroundings = Omit<Owner, "pid" | "start">;
let here: Promise<Surroundings> | undefined;

/** They stay the same as long as the process lives. */
function surroundings(): Promise<Surroundings> {
  here ??= readSurroundings();
  return here;
}

async function readSurroundings(): Promise<Surroundings> {
  const [boot, namespace, machine] = await Promise.all([
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    readlink("/proc/self/ns/pid").catch(() => ""),
    readFile("/etc/machine-id", "utf8").catch(() => ""),
  ]);
  return {
    boot: shortened(boot.trim()),
    pidNamespace: namespace.replace(/\D/g, ""),
    // machine-id(5) asks not to show the id itself. Machines cloned from one image share it, so the host's name goes in as well.
    machine: machine.trim() === "" ? "" : shortened(`${machine.trim()} ${hostname()}`),
  };
}

function shortened(text: string): string {
  return text === "" ? "" : createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** How a process stands, seen from here; and whether it lived, or lives, in another boot than this. */
export interface Judgement {
  readonly k: "alive" | "dead" | "unknown";
  readonly isOtherBoot: boolean;
}

/** Judges whether the process that an owner names is alive; stopped counts as alive, a zombie does not. */
export async function judgeOwner(owner: Owner): Promise<Judgement> {
  const around = await surroundings();
  if (owner.boot === "" || around.boot === "") return { k: "unknown", isOtherBoot: false };
  if (owner.boot !== around.boot) {
    const isSameMachine = owner.machine !== "" && owner.machine === around.machine;
    return { k: isSameMachine ? "dead" : "unknown", isOtherBoot: true };
  }
  if (owner.pidNamespace === "" || owner.pidNamespace !== around.pidNamespace)
    return { k: "unknown", isOtherBoot: false };
  const stat = await processStat(owner.pid);
  const isAlive = stat !== undefined && stat.startTicks === owner.start && !"ZX".includes(stat.state);
  return { k: isAlive ? "alive" : "dead", isOtherBoot: false };
}

/** An owner as part of a file name: the claim of a cleaner, the maker of a hidden folder. */
export function ownerTag(owner: Owner): string {
  return [owner.pid, owner.start, owner.boot, owner.pidNamespace, owner.machine].join("-");
}

/** Reads a tag back; undefined when it is none. */
export function readOwnerTag(tag: string): Owner | undefined {
  const match = /^(\d+)-(\d*)-([0-9a-f]*)-(\d*)-([0-9a-f]*)$/.exec(tag);
  if (!match) return undefined;
  const [, pid, start = "", boot = "", pidNamespace = "", machine = ""] = match;
  return { pid: Number(pid), start, boot, pidNamespace, machine };
}
