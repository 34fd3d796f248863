import { createWriteStream } from "node:fs";
import { chmod, link, lstat, mkdir, realpath, rm, symlink } from "node:fs/promises";
import { basename, dirname, join, posix, resolve, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { exitStatus, matchExcluded, type Sink, type Transfer } from "@ingot/sdk";
import { EngineError } from "../engine.ts";
import { lastText } from "../last-text.ts";
import { askAsRoot, type Container, quoted } from "./container.ts";
import { type ArchiveEntry, readArchive } from "./read-archive.ts";
import { isInMemory, withStage } from "./stage.ts";

/** Downloads one file, following a link to it. */
export async function downloadFile(container: Container, from: string, to: Sink, options: Transfer): Promise<void> {
  let isDone = false;
  await readArchive(
    (sink) => copyOut(container, from, sink, options.signal),
    async ({ header, content }) => {
      if (isDone) return;
      isDone = true;
      if (header.type !== "file")
        throw new Error(
          `${from} is a ${header.type ?? "special file"} in the container, and a file was to be downloaded`,
        );
      await deliver(content, to, header.size, options);
    },
  );
  if (!isDone) throw new Error(`${from} could not be read in the container`);
}

async function deliver(
  content: AsyncIterable<Uint8Array>,
  to: Sink,
  size: number | undefined,
  options: Transfer,
): Promise<void> {
  let done = 0;
  for await (const chunk of content) {
    await to(chunk);
    done += chunk.length;
    options.progress?.(done, size);
  }
}

/** Downloads a folder: its contents into `to` where `from` ends with a slash, otherwise as a folder in `to`. Nothing lands outside of it. */
export async function downloadDirectory(
  container: Container,
  from: string,
  to: string,
  options: Transfer & { readonly exclude?: readonly string[] },
): Promise<void> {
  const isContents = from.endsWith("/") || from.endsWith("/.");
  const root = isContents ? resolve(to) : join(resolve(to), basename(posix.resolve("/", from)));
  await mkdir(root, { recursive: true });
  const isExcluded = matchExcluded(options.exclude ?? []);
  const afterwards: (() => Promise<void>)[] = [];
  let done = 0;
  await readArchive(
    (sink) => copyOut(container, posix.resolve("/", from), sink, options.signal),
    async (entry) => {
      // The first part of every name is the folder itself.
      const path = posix
        .normalize(entry.header.name)
        .split("/")
        .slice(1)
        .filter((part) => part !== "")
        .join("/");
      if (path !== "" && isExcluded(path)) return;
      const size = entry.header.size ?? 0;
      await place(root, path, entry, afterwards);
      done += size;
      options.progress?.(done, undefined);
    },
  );
  for (const act of afterwards.reverse()) await act();
}

/** Writes one entry. Links are made, and folders closed to us, when all files are written: so no file can be led elsewhere by a link. */
async function place(
  root: string,
  path: string,
  { header, content }: ArchiveEntry,
  afterwards: (() => Promise<void>)[],
): Promise<void> {
  const target = await placeWithin(root, path);
  const mode = (header.mode ?? 0o644) & 0o777;
  if (header.type === "directory") {
    await mkdir(target, { recursive: true });
    afterwards.push(() => chmod(target, mode));
  } else if (header.type === "file") {
    await rm(target, { force: true });
    await pipeline(Readable.from(content), createWriteStream(target, { mode, flags: "wx" }));
    await chmod(target, mode);
  } else if (header.type === "symlink") {
    afterwards.push(async () => {
      await rm(target, { force: true });
      await symlink(header.linkname ?? "", target);
    });
  } else if (header.type === "link") {
    const original = posix
      .normalize(header.linkname ?? "")
      .split("/")
      .slice(1)
      .join("/");
    const source = await placeWithin(root, original);
    if (!(await lstat(source)).isFile()) throw new Error(`The link ${path} in the container does not lead to a file`);
    await rm(target, { force: true });
    await link(source, target);
  }
}

/** The place of a path below a folder; throws when the path, or a link that stands there already, leads out of it. */
async function placeWithin(root: string, path: string): Promise<string> {
  const target = resolve(root, path);
  if (target !== root && !target.startsWith(root + sep))
    throw new Error(`The name "${path}" leads out of the downloaded folder`);
  if (target === root) return target;
  await mkdir(dirname(target), { recursive: true });
  const [real, realRoot] = await Promise.all([realpath(dirname(target)), realpath(root)]);
  if (real !== realRoot && !real.startsWith(realRoot + sep))
    throw new Error(`The name "${path}" leads out of the downloaded folder by a link that is there`);
  return target;
}

async function copyOut(container: Container, from: string, sink: Sink, signal: AbortSignal): Promise<void> {
  if (!isInMemory(container, from)) return copyFromDisk(container, from, sink, signal);
  await withStage(container, signal, async (stage) => {
    const name = posix.basename(posix.resolve("/", from));
    // Of what is asked for a link is followed, links below it stay links.
    const script = `test -e ${quoted(from)} || exit 44; cp -a -H ${quoted(from)} ${quoted(posix.join(stage, name))}`;
    await askAsRoot(container, script, signal).catch((error: unknown) => {
      throw error instanceof EngineError && error.status === 44 ? missingSource(from) : error;
    });
    await copyFromDisk(container, posix.join(stage, name), sink, signal);
  });
}

async function copyFromDisk(container: Container, from: string, sink: Sink, signal: AbortSignal): Promise<void> {
  const failure = await tryCopyOut(container, ["--follow-link"], from, sink, signal);
  // podman follows links by itself and has no flag for it.
  const again =
    failure && /unknown flag/.test(failure.stderr) ? await tryCopyOut(container, [], from, sink, signal) : failure;
  if (!again) return;
  const isMissing = /no such container:path|could not find the file|could not be found on container/i.test(
    again.stderr,
  );
  throw isMissing ? missingSource(from) : again;
}

function missingSource(from: string): Error {
  return new Error(`${from} does not exist in the container`);
}

async function tryCopyOut(
  container: Container,
  flags: readonly string[],
  from: string,
  sink: Sink,
  signal: AbortSignal,
): Promise<EngineError | undefined> {
  const complaint = lastText();
  const args = ["cp", ...flags, `${container.id}:${from}`, "-"];
  const exit = await container.engine.run(args, { stdout: sink, stderr: complaint.add, signal });
  return exitStatus(exit) === 0
    ? undefined
    : new EngineError([container.engine.address.path, ...args], exit, complaint.text());
}
