// A limit on the memory of a build and all that it starts, lowered while it runs: the kernel then ends the largest of them.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listMounts, mount, runCommand, unmount, waitUntil } from "../environment/index.ts";

export interface MemoryGroup {
  /** Put in front of a command, starts it within the group. */
  readonly around: readonly string[];
  /**
   * Leaves the group no more than it uses and asks for some more, until the kernel has ended something in it. As soon as this
   * process is dead it may have as much as it wants again.
   */
  readonly squeeze: (pid: number) => Promise<void>;
  readonly remove: () => Promise<void>;
}

export interface MemoryGroups {
  /** What carries the limits, for the report. */
  readonly description: string;
  readonly make: (name: string) => MemoryGroup;
  readonly close: () => Promise<void>;
}

/** The names of the same things in both versions of control groups. */
const versions = {
  v1: { limit: "memory.limit_in_bytes", usage: "memory.usage_in_bytes", unlimited: "-1" },
  v2: { limit: "memory.max", usage: "memory.current", unlimited: "max" },
} as const;

/**
 * Asks for memory in the group $0 until the process $1 is dead, and sets the limit $2 to $3 then: at once, which the harness,
 * busy with others, cannot. tail keeps all of a line.
 */
const demand = `(echo 0 > "$0/cgroup.procs"; head -c 32M /dev/zero | tail > /dev/null) &
while [ -d "/proc/$1" ] && ! grep -q "^State:.[ZX]" "/proc/$1/status" 2> /dev/null && kill -0 $! 2> /dev/null; do :; done
echo "$3" > "$0/$2"
wait`;

/** Finds the memory controller of control groups, and mounts version 1 of it where neither version is at hand. */
export async function openMemoryGroups(): Promise<MemoryGroups> {
  const unified = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].find((folder) => hasController(folder));
  if (unified !== undefined) {
    writeFileSync(join(unified, "cgroup.subtree_control"), "+memory");
    return groupsIn(unified, "v2", async () => undefined);
  }
  const mounted = listMounts("/sys/fs/cgroup").find((folder) => existsSync(join(folder, versions.v1.limit)));
  if (mounted !== undefined) return groupsIn(mounted, "v1", async () => undefined);
  const folder = mkdtempSync(join(tmpdir(), "memory-groups-"));
  await mount("cgroup", folder, ["-t", "cgroup", "-o", "memory"]);
  return groupsIn(folder, "v1", async () => {
    await unmount(folder);
    rmdirSync(folder);
  });
}

function hasController(folder: string): boolean {
  const path = join(folder, "cgroup.controllers");
  return existsSync(path) && readFileSync(path, "utf8").trim().split(" ").includes("memory");
}

function groupsIn(root: string, version: keyof typeof versions, close: () => Promise<void>): MemoryGroups {
  const files = versions[version];
  return {
    description: `memory controller of control groups ${version} in ${root}`,
    make: (name) => {
      const folder = join(root, name);
      mkdirSync(folder, { recursive: true });
      const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
      return {
        around: ["sh", "-c", 'echo $$ > "$0/cgroup.procs" && exec "$@"', folder],
        squeeze: async (pid) => {
          for (let tries = 0; tries < 10; tries++) {
            try {
              write(files.limit, readFileSync(join(folder, files.usage), "utf8").trim());
              break;
            } catch (error) {
              // Version 1 refuses a limit below what is in use and cannot be taken back: it has grown meanwhile.
              if ((error as NodeJS.ErrnoException).code !== "EBUSY") throw error;
            }
          }
          await runCommand("sh", ["-c", demand, folder, String(pid), files.limit, files.unlimited], {
            mayFail: true,
            timeoutMs: 10_000,
          });
          write(files.limit, files.unlimited);
        },
        remove: async () => {
          const isGone = () => {
            rmdirSync(folder);
            return true;
          };
          await waitUntil(isGone, { timeoutMs: 10_000, what: `the processes in ${folder} to end` });
        },
      };
    },
    close,
  };
}
