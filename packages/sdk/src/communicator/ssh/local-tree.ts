import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";

/** A file or folder that is to be uploaded. */
export type TreeEntry =
  | {
      readonly k: "file";
      readonly name: string;
      readonly source: string;
      readonly mode: number;
      readonly sizeBytes: number;
    }
  | { readonly k: "folder"; readonly name: string; readonly mode: number; readonly entries: readonly TreeEntry[] };
export type TreeFolder = Extract<TreeEntry, { k: "folder" }>;

/**
 * A folder of this host with everything in it, in the order of names. Links are followed, to folders too; sockets, pipes and devices mean
 * nothing elsewhere and are left out.
 *
 * @param isExcluded told paths within the folder
 * @throws where there is no folder, or a link leads nowhere, or to a folder that it is in
 */
export async function readLocalTree(root: string, isExcluded: (path: string) => boolean): Promise<TreeFolder> {
  const path = resolve(root);
  const tree = await readEntry(path, basename(path), "", [], isExcluded);
  if (tree?.k !== "folder") throw new Error(`"${root}" is not a folder, and a folder was to be uploaded`);
  return tree;
}

async function readEntry(
  source: string,
  name: string,
  within: string,
  above: readonly string[],
  isExcluded: (path: string) => boolean,
): Promise<TreeEntry | undefined> {
  const stats = await stat(source).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" && within !== "")
      throw new Error(`The link "${source}" leads nowhere. Remove or correct it before the folder is uploaded`);
    throw error;
  });
  const mode = stats.mode & 0o7777;
  if (stats.isFile()) return { k: "file", name, source, mode, sizeBytes: stats.size };
  if (!stats.isDirectory()) return undefined;
  const real = await realpath(source);
  if (above.includes(real))
    throw new Error(`The link "${source}" leads to a folder that it is in. Remove it before the folder is uploaded`);
  const entries: TreeEntry[] = [];
  for (const child of (await readdir(source)).sort()) {
    const below = within === "" ? child : `${within}/${child}`;
    if (isExcluded(below)) continue;
    const entry = await readEntry(join(source, child), child, below, [...above, real], isExcluded);
    if (entry) entries.push(entry);
  }
  return { k: "folder", name, mode, entries };
}

/** The bytes of all files in it. */
export function sizeOfTree(entry: TreeEntry): number {
  return entry.k === "file" ? entry.sizeBytes : entry.entries.reduce((sum, one) => sum + sizeOfTree(one), 0);
}
