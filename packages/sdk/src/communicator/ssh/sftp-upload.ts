// Uploads by SFTP. Writes are small by the protocol, so many are under way at once: the line stays full however long a round trip is.

import { createReadStream } from "node:fs";
import type { Source, Transfer } from "../communicator.ts";
import { readLocalTree, sizeOfTree, type TreeEntry, type TreeFolder } from "./local-tree.ts";
import { meansContents, sftpPath } from "./remote-path.ts";
import type { SshSession } from "./session.ts";
import { type Sftp, withSftp } from "./sftp.ts";

/** As much as every server takes in one request, and as fits into one packet: the library splits larger ones, and waits in between. */
const writeBytes = 30 * 1024;
const writesUnderWay = 64;
const filesUnderWay = 16;

/** Uploads one file. */
export async function uploadFileBySftp(
  session: SshSession,
  to: string,
  content: Source,
  meta: { readonly mode: number | undefined; readonly sizeBytes: number | undefined },
  transfer: Transfer,
): Promise<void> {
  let done = 0;
  const count = (bytes: number) => {
    done += bytes;
    transfer.progress?.(done, meta.sizeBytes);
  };
  await withSftp(session, transfer.signal, (sftp) => writeFile(sftp, sftpPath(to), content, meta.mode, count));
}

async function writeFile(
  sftp: Sftp,
  path: string,
  content: Source,
  mode: number | undefined,
  count: (bytes: number) => void,
): Promise<void> {
  const handle = await sftp.open(path, "w", mode === undefined ? {} : { mode: mode & 0o777 });
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const begin = (work: Promise<void>) => {
    const tracked: Promise<void> = work
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => running.delete(tracked));
    running.add(tracked);
  };
  try {
    let position = 0;
    for await (const chunk of content) {
      for (let at = 0; at < chunk.length && !failure; at += writeBytes) {
        while (running.size >= writesUnderWay) await Promise.race(running);
        const slice = Buffer.from(chunk.buffer, chunk.byteOffset + at, Math.min(writeBytes, chunk.length - at));
        begin(sftp.write(handle, slice, position));
        position += slice.length;
        count(slice.length);
      }
      if (failure) break;
    }
    // The server does them in their order, so they need not wait for the writes.
    if (mode !== undefined) begin(sftp.setModeOf(handle, mode & 0o777));
  } finally {
    begin(sftp.close(handle));
    await Promise.all(running);
  }
  if (failure) throw failure.error;
}

/** Uploads a folder: its contents into `to` where `from` ends with a slash, otherwise as a folder in `to`, or as `to` where that is missing. */
export async function uploadFolderBySftp(
  session: SshSession,
  to: string,
  from: string,
  isExcluded: (path: string) => boolean,
  transfer: Transfer,
): Promise<void> {
  const tree = await readLocalTree(from, isExcluded);
  const target = sftpPath(to).replace(/(?<=.)\/+$/, "");
  const total = sizeOfTree(tree);
  let done = 0;
  const count = (bytes: number) => {
    done += bytes;
    transfer.progress?.(done, total);
  };
  await withSftp(session, transfer.signal, async (sftp) => {
    const there = await sftp.stat(target);
    if (meansContents(from)) {
      if (!there?.isDirectory())
        throw new Error(`${to} is not a folder on the machine. Make it first, by a shell provisioner`);
      return await writeEntries(sftp, target, tree, count);
    }
    if (there && !there.isDirectory()) throw new Error(`${to} is not a folder on the machine`);
    return await writeFolder(sftp, there ? `${target}/${tree.name}` : target, tree, count);
  });
}

async function writeFolder(
  sftp: Sftp,
  path: string,
  folder: TreeFolder,
  count: (bytes: number) => void,
): Promise<void> {
  try {
    await sftp.makeFolder(path);
  } catch (error) {
    // The protocol does not tell why; one that is there already is what was wanted.
    if (!(await sftp.stat(path))?.isDirectory()) throw error;
  }
  await writeEntries(sftp, path, folder, count);
  // Afterwards, as it may be closed to us.
  await sftp.setMode(path, folder.mode & 0o777);
}

async function writeEntries(
  sftp: Sftp,
  path: string,
  folder: TreeFolder,
  count: (bytes: number) => void,
): Promise<void> {
  const waiting = folder.entries.filter((entry) => entry.k === "file");
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift())
      await writeFile(sftp, `${path}/${file.name}`, readFile(file), file.mode, count);
  };
  await Promise.all(Array.from({ length: Math.min(filesUnderWay, waiting.length) }, work));
  for (const entry of folder.entries) {
    if (entry.k === "folder") await writeFolder(sftp, `${path}/${entry.name}`, entry, count);
  }
}

function readFile(file: Extract<TreeEntry, { k: "file" }>): Source {
  return createReadStream(file.source, { highWaterMark: 256 * 1024 });
}
