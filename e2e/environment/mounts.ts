import { readFileSync } from "node:fs";
import { runCommand } from "./run-command.ts";

/**
 * The mount points of this mount namespace in the order of mounting.
 * @param below only those that are this folder or lie in it
 */
export function listMounts(below = "/"): string[] {
  const prefix = below.endsWith("/") ? below : `${below}/`;
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .map((line) => unescapePath(line.split(" ")[4] ?? ""))
    .filter((path) => path === below || path.startsWith(prefix));
}

/** Mounts `source` on the existing folder `target`. */
export async function mount(source: string, target: string, options: readonly string[] = []): Promise<void> {
  await runCommand("mount", [...options, source, target]);
}

/** Unmounts; lazily when something still uses it. */
export async function unmount(target: string): Promise<void> {
  const { code } = await runCommand("umount", [target], { mayFail: true });
  if (code !== 0) await runCommand("umount", ["--lazy", target], { mayFail: true });
}

/** procfs writes blanks, tabs, line ends and backslashes of a path in octal. */
function unescapePath(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
