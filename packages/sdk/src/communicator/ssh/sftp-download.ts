import { join } from "node:path";
import type { FileEntry } from "ssh2";
import type { Sink, Transfer } from "../communicator.ts";
import { matchWildcards } from "./match-wildcards.ts";
import { type PlacedFolder, placeInFolder } from "./place-in-folder.ts";
import { hasWildcards, lastName, meansContents, sftpPath } from "./remote-path.ts";
import type { SshSession } from "./session.ts";
import { type Sftp, withSftp } from "./sftp.ts";

const readBytes = 30 * 1024;
const readsUnderWay = 64;

/** Downloads one file. */
export async function downloadFileBySftp(
  session: SshSession,
  from: string,
  to: Sink,
  transfer: Transfer,
): Promise<void> {
  await withSftp(session, transfer.signal, async (sftp) => {
    const path = sftpPath(from);
    if ((await sftp.stat(path))?.isDirectory())
      throw new Error(`${from} is a folder on the machine, and a file was to be downloaded`);
    await readFile(sftp, path, to, transfer.progress);
  });
}

async function readFile(sftp: Sftp, path: string, to: Sink, progress: Transfer["progress"]): Promise<void> {
  const handle = await sftp.open(path, "r", {});
  const reads: { readonly position: number; readonly bytes: Promise<Buffer> }[] = [];
  try {
    const size = await sftp.sizeOf(handle);
    let asked = 0;
    let done = 0;
    const ask = (position: number) => {
      const bytes = sftp.read(handle, readBytes, position);
      bytes.catch(() => undefined);
      return { position, bytes };
    };
    for (;;) {
      // As far as the file is known to reach, many at once; then one by one, as files of /proc have no size and logs grow.
      while (reads.length === 0 || (reads.length < readsUnderWay && asked < size)) {
        reads.push(ask(asked));
        asked += readBytes;
      }
      const read = reads.shift();
      if (read === undefined) return;
      const bytes = await read.bytes;
      // A server may give less than was asked for. Then what was asked for beyond is asked for again.
      if (bytes.length < readBytes) {
        reads.length = 0;
        asked = read.position + bytes.length;
      }
      if (bytes.length === 0) return;
      await to(bytes);
      done += bytes.length;
      progress?.(done, Math.max(size, done));
    }
  } finally {
    sftp.close(handle).catch(() => undefined);
  }
}

/** Downloads a folder: its contents into `to` where `from` ends with a slash, otherwise as a folder in `to`; or all that match wildcards. */
export async function downloadFolderBySftp(
  session: SshSession,
  from: string,
  to: string,
  isExcluded: (path: string) => boolean,
  transfer: Transfer,
): Promise<void> {
  const matches = hasWildcards(from);
  const problems: string[] = [];
  let done = 0;
  const count =
    (write: Sink): Sink =>
    async (chunk) => {
      await write(chunk);
      done += chunk.length;
      transfer.progress?.(done, undefined);
    };
  await withSftp(session, transfer.signal, async (sftp) => {
    const walk = async (folder: PlacedFolder, path: string, name: string, within: string, above: readonly string[]) => {
      if (isExcluded(within)) return;
      const stats = await sftp.stat(path);
      if (stats?.isFile())
        await folder.file(name, stats.mode, (write) => readFile(sftp, path, count(write), undefined));
      else if (stats?.isDirectory()) await walkFolder(await folder.folder(name, stats.mode), path, within, above);
      else problems.push(`${path}: ${stats ? "it is neither a file nor a folder" : "the link leads nowhere"}`);
    };
    const walkFolder = async (folder: PlacedFolder, path: string, within: string, above: readonly string[]) => {
      const real = await sftp.realPath(path);
      if (above.includes(real)) return void problems.push(`${path}: the link leads to a folder that it is in`);
      for await (const { filename } of listFolder(sftp, path)) {
        transfer.signal.throwIfAborted();
        await walk(folder, `${path}/${filename}`, filename, within === "" ? filename : `${within}/${filename}`, [
          ...above,
          real,
        ]);
      }
    };
    const path = sftpPath(from).replace(/(?<=.)\/+$/, "");
    if (!matches && !(await sftp.stat(path))?.isDirectory())
      throw new Error(`${from} is not a folder on the machine, and a folder was to be downloaded`);
    const placement = await placeInFolder(matches || meansContents(from) ? to : join(to, lastName(from)));
    if (matches) {
      const found = await expandWildcards(sftp, path);
      if (found.length === 0) throw new Error(`Nothing on the machine matches ${from}`);
      for (const one of found) await walk(placement.root, one, lastName(one), lastName(one), []);
    } else await walkFolder(placement.root, path, "", []);
    await placement.finish();
  });
  if (problems.length > 0)
    throw new Error(`Not everything could be downloaded from ${from}: ${problems.slice(0, 5).join("; ")}`);
}

async function* listFolder(sftp: Sftp, path: string): AsyncGenerator<FileEntry> {
  const handle = await sftp.openFolder(path);
  try {
    for (let entries = await sftp.readFolder(handle); entries; entries = await sftp.readFolder(handle)) {
      for (const entry of entries) if (entry.filename !== "." && entry.filename !== "..") yield entry;
    }
  } finally {
    await sftp.close(handle).catch(() => undefined);
  }
}

/** The paths that match, part by part. */
async function expandWildcards(sftp: Sftp, pattern: string): Promise<readonly string[]> {
  let paths = [pattern.startsWith("/") ? "/" : ""];
  for (const part of pattern.split("/").filter((one) => one !== "")) {
    const found: string[] = [];
    for (const path of paths) {
      const prefix = path === "" || path === "/" ? path : `${path}/`;
      if (!hasWildcards(part)) found.push(prefix + part);
      else if (path === "" || (await sftp.stat(path))?.isDirectory()) {
        const isMatch = matchWildcards(part);
        for await (const { filename } of listFolder(sftp, path || "."))
          if (isMatch(filename) && !filename.includes("/")) found.push(prefix + filename);
      }
    }
    paths = found;
  }
  const there = await Promise.all(paths.map(async (path) => ((await sftp.stat(path)) ? [path] : [])));
  return there.flat().sort();
}
