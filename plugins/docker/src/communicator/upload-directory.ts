import { createReadStream } from "node:fs";
import { lstat, readdir, readlink, stat } from "node:fs/promises";
import { basename, join, posix, resolve } from "node:path";
import type { Transfer } from "@ingot/sdk";
import { matchExcluded } from "@ingot/sdk";
import { EngineError } from "../engine.ts";
import { askAsRoot, type Container, quoted } from "./container.ts";
import { copyIn, giveToOwner } from "./copy-in.ts";
import { type ArchiveWriter, archive } from "./pack-archive.ts";
import { counted } from "./upload-file.ts";

/**
 * Uploads a folder by the rules of `docker cp`: with a trailing slash, or when `to` is not there yet, its contents go into `to`; otherwise it
 * becomes a folder in `to`. The folder above `to` must be there.
 */
export async function uploadDirectory(
  container: Container,
  to: string,
  from: string,
  options: Transfer & { readonly exclude?: readonly string[] },
): Promise<void> {
  const target = posix.resolve("/", to);
  const isThere = await isFolder(container, target, options.signal);
  const base = isThere ? target : posix.dirname(target);
  const inside = from.endsWith("/") || from.endsWith("/.") ? "" : basename(resolve(from));
  const prefix = isThere ? inside : posix.basename(target);
  const tree = await listTree(resolve(from), matchExcluded(options.exclude ?? []));
  const packed = archive((writer) => packTree(writer, tree, prefix, options));
  await copyIn(container, base, packed, options.signal);
  await giveToOwner(container, posix.join(base, prefix), options.signal);
}

async function isFolder(container: Container, path: string, signal: AbortSignal): Promise<boolean> {
  try {
    await askAsRoot(container, `test -d ${quoted(path)}`, signal);
    return true;
  } catch (error) {
    if (error instanceof EngineError && error.status === 1 && error.stderr === "") return false;
    throw error;
  }
}

interface TreeEntry {
  /** Within the folder; empty for the folder itself. */
  readonly path: string;
  readonly source: string;
  readonly kind: "file" | "directory" | "link";
  readonly mode: number;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** Everything below a folder, folders before what is in them. Sockets, pipes and devices mean nothing elsewhere and are left out. */
async function listTree(root: string, isExcluded: (path: string) => boolean): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const add = async (path: string, source: string, stats: Awaited<ReturnType<typeof lstat>>): Promise<void> => {
    const kind = stats.isDirectory()
      ? "directory"
      : stats.isFile()
        ? "file"
        : stats.isSymbolicLink()
          ? "link"
          : undefined;
    if (!kind) return;
    const [mode, sizeBytes, modifiedMs] = [Number(stats.mode) & 0o7777, Number(stats.size), Number(stats.mtimeMs)];
    entries.push({ path, source, kind, mode, sizeBytes, modifiedMs });
    if (kind !== "directory") return;
    for (const name of (await readdir(source)).sort()) {
      const below = path === "" ? name : `${path}/${name}`;
      const place = join(source, name);
      if (!isExcluded(below)) await add(below, place, await lstat(place));
    }
  };
  const stats = await stat(root);
  if (!stats.isDirectory()) throw new Error(`"${root}" is not a folder, and a folder was to be uploaded`);
  await add("", root, stats);
  return entries;
}

async function packTree(
  writer: ArchiveWriter,
  tree: readonly TreeEntry[],
  prefix: string,
  options: Transfer,
): Promise<void> {
  const total = tree.reduce((sum, entry) => sum + (entry.kind === "file" ? entry.sizeBytes : 0), 0);
  let before = 0;
  for (const entry of tree) {
    options.signal.throwIfAborted();
    const name = posix.join(prefix, entry.path);
    // Contents that go into a folder leave the folder itself as it is.
    if (name === "." || name === "") continue;
    const facts = { name, mode: entry.mode, modifiedMs: entry.modifiedMs };
    if (entry.kind === "directory") await writer.directory(facts);
    else if (entry.kind === "link") await writer.link({ ...facts, target: await readlink(entry.source) });
    else {
      const offset = before;
      const progress = (done: number) => options.progress?.(offset + done, total);
      const content = counted(createReadStream(entry.source), total, { signal: options.signal, progress });
      await writer.file({ ...facts, sizeBytes: entry.sizeBytes }, content);
      before += entry.sizeBytes;
    }
  }
}
