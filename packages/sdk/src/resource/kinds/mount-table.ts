// The mounts of this process's namespace: proc(5), /proc/[pid]/mountinfo.

import { readFileSync } from "node:fs";
import { realpath } from "node:fs/promises";

/** A line of mountinfo. */
export interface Mount {
  /** major:minor of what is mounted. */
  readonly device: string;
  /** The folder inside the file system that forms the root of the mount: not "/" for bind mounts. */
  readonly root: string;
  readonly target: string;
  readonly type: string;
  readonly source: string;
}

/** All mounts in the order of the kernel's list, newer ones after those they stand on; none where there is no procfs. */
export function readMounts(): readonly Mount[] {
  let text: string;
  try {
    text = readFileSync("/proc/self/mountinfo", "utf8");
  } catch {
    return [];
  }
  return parseMounts(text);
}

/** Reads the text of a mountinfo file. */
export function parseMounts(text: string): readonly Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split("\n")) {
    // Optional fields of any number stand before the lone hyphen.
    const [front = "", back = ""] = line.split(" - ", 2);
    const [, , device, root, target] = front.split(" ");
    const [type, source] = back.split(" ");
    if (device === undefined || root === undefined || target === undefined || !type || source === undefined) continue;
    mounts.push({ device, root: plainText(root), target: plainText(target), type, source: plainText(source) });
  }
  return mounts;
}

/** The mounts at a path and below it. */
export function mountsWithin(path: string, mounts: readonly Mount[] = readMounts()): readonly Mount[] {
  return mounts.filter((mount) => isWithin(mount.target, path));
}

/** Whether a path is the folder or lies below it; both without links. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}

/** The path without links, as the kernel names it; the path itself when it is not there. */
export function canonicalPath(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

function plainText(field: string): string {
  if (!field.includes("\\")) return field;
  const bytes = Buffer.from(field, "utf8").toString("latin1");
  const plain = bytes.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return Buffer.from(plain, "latin1").toString("utf8");
}
