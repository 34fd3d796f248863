// Archives of one file, unpacked by the programs that Debian has for them.

import { createWriteStream } from "node:fs";
import { mkdtemp, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { requireProgram } from "../process/require-program.ts";
import { captureProcess, runProcess } from "../process/run-process.ts";
import { removeTree } from "../resource/kinds/remove-tree.ts";

/** A kind of archive: the program that undoes the compression, and what holds the files, where something does. */
interface ArchiveKind {
  readonly program: string;
  readonly package: string;
  readonly holder: "none" | "tar" | "zip";
}

const gzip = { program: "gzip", package: "gzip" };
const bzip2 = { program: "bzip2", package: "bzip2" };
const xz = { program: "xz", package: "xz-utils" };
const zstd = { program: "zstd", package: "zstd" };

/** By suffix, the longest first. */
const kinds: readonly (readonly [string, ArchiveKind])[] = [
  ["tar.bz2", { ...bzip2, holder: "tar" }],
  ["tar.zst", { ...zstd, holder: "tar" }],
  ["tar.gz", { ...gzip, holder: "tar" }],
  ["tar.xz", { ...xz, holder: "tar" }],
  ["tbz2", { ...bzip2, holder: "tar" }],
  ["tzst", { ...zstd, holder: "tar" }],
  ["tgz", { ...gzip, holder: "tar" }],
  ["txz", { ...xz, holder: "tar" }],
  ["tar", { program: "tar", package: "tar", holder: "tar" }],
  ["zip", { program: "unzip", package: "unzip", holder: "zip" }],
  ["bz2", { ...bzip2, holder: "none" }],
  ["zst", { ...zstd, holder: "none" }],
  ["gz", { ...gzip, holder: "none" }],
  ["xz", { ...xz, holder: "none" }],
];

/** The name of the kind of archive that a file is, by the end of its name; undefined when it is none. */
export function archiveKindOf(fileName: string): string | undefined {
  return kinds.find(([suffix]) => fileName.toLowerCase().endsWith(`.${suffix}`))?.[0];
}

/**
 * Unpacks an archive that holds one file.
 * @param kind as `archiveKindOf` names it
 * @param target where the file goes; its folder holds temporary files meanwhile
 * @throws where the kind is not known, its program missing, the archive damaged, or there is not exactly one file in it
 */
export async function unpackArchive(archive: string, kind: string, target: string, signal: AbortSignal): Promise<void> {
  const [, found] = kinds.find(([suffix]) => suffix === kind) ?? [];
  if (!found)
    throw new Error(`"${kind}" is not a kind of archive; there are ${kinds.map(([name]) => name).join(", ")}`);
  await requireProgram(found.program, found.package);
  const folder = await mkdtemp(`${target}.unpacking-`);
  try {
    const file = join(folder, "content");
    if (found.holder === "none") await decompress(found.program, archive, file, signal);
    await rename(found.holder === "none" ? file : await unpackOne(found, archive, folder, signal), target);
  } finally {
    await removeTree(folder);
  }
}

async function decompress(program: string, archive: string, file: string, signal: AbortSignal): Promise<void> {
  const out = createWriteStream(file, { flags: "wx" });
  const said: Uint8Array[] = [];
  const exit = await runProcess(program, ["-d", "-c", archive], {
    stdout: (chunk) =>
      out.write(chunk) ? undefined : new Promise<void>((resolve) => out.once("drain", () => resolve())),
    stderr: (chunk) => void said.push(chunk),
    signal,
  });
  out.end();
  await finished(out);
  if (exit.k !== "exited" || exit.code !== 0) throw new Error(`${program} could not unpack it: ${Buffer.concat(said)}`);
}

async function unpackOne(kind: ArchiveKind, archive: string, folder: string, signal: AbortSignal): Promise<string> {
  const filter = kind.program === "tar" ? [] : [`--use-compress-program=${kind.program}`];
  const [program, args] =
    kind.holder === "zip"
      ? ["unzip", ["-q", "-o", archive, "-d", folder]]
      : ["tar", [...filter, "--no-same-owner", "-x", "-C", folder, "-f", archive]];
  const { exit, stderr } = await captureProcess(program, args, { signal });
  if (exit.k !== "exited" || exit.code !== 0) throw new Error(`${program} could not unpack it: ${stderr.trim()}`);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const [file, ...others] = entries.filter((entry) => !entry.isDirectory());
  if (!file?.isFile() || others.length > 0)
    throw new Error(`the archive has ${entries.length} entries, and exactly one file was expected in it`);
  return join(file.parentPath, file.name);
}
