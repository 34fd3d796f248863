// Getting one file to work with, from the first of several addresses that has it: verified, kept in the cache that Packer shares, and
// fetched once even if several builds ask for it. Files of this machine are used where they are.

import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import type { Ui } from "../event/ui.ts";
import { cacheDirectory } from "./cache-directory.ts";
import { type Digest, parseChecksum } from "./checksum.ts";
import { digestFile } from "./digest-file.ts";
import { fetchText, fetchUrl, withoutSecrets } from "./fetch-url.ts";
import { findInChecksumFile } from "./find-in-checksum-file.ts";
import { holdFileLock } from "./hold-file-lock.ts";
import { type Address, type Location, parseAddress } from "./location.ts";
import { archiveKindOf, unpackArchive } from "./unpack-archive.ts";

export interface DownloadRequest {
  /** What is fetched, in a word: "ISO", "Source image". */
  readonly description: string;
  /** Tried in order: paths, `file://`, `http(s)://`. */
  readonly urls: readonly string[];
  /** As in a template: `sha256:...`, bare digits, `file:...`, `none`, or "". */
  readonly checksum: string;
  /** Extension of the file in the cache, without a dot; none by default. */
  readonly extension?: string;
  /** Where to put it instead of the cache: a file, or, without an extension, a folder. */
  readonly targetPath?: string;
}

export interface DownloadContext {
  readonly ui: Ui;
  readonly signal: AbortSignal;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where relative paths stand; the process's own folder by default. */
  readonly cwd?: string;
}

export interface Downloaded {
  /** The file on this machine, absolute. */
  readonly path: string;
  /** The address that had it, as the template wrote it. */
  readonly url: string;
}

/** A checksum file has a line for each file of a mirror at most. */
const checksumFileLimit = 16 * 1024 * 1024;

/**
 * Fetches a file.
 * @returns undefined when there are no addresses
 * @throws an error with what was wrong with each address, when none of them had it
 */
export async function download(request: DownloadRequest, context: DownloadContext): Promise<Downloaded | undefined> {
  if (request.urls.length === 0) return undefined;
  const { ui, signal } = context;
  ui.say(`Retrieving ${request.description}`);
  const failures: string[] = [];
  for (const url of request.urls) {
    ui.say(`Trying ${shown(url)}`);
    try {
      const asked = withChecksum(url, request.checksum);
      ui.say(`Trying ${shown(asked)}`);
      const path = await fetchFrom(url, request, context);
      ui.say(`${shown(asked)} => ${path}`);
      return { path, url };
    } catch (error) {
      signal.throwIfAborted();
      const why = error instanceof Error ? error.message : String(error);
      ui.say(`Download failed: ${why}`);
      failures.push(`${shown(url)}: ${why}`);
    }
  }
  throw new Error(
    `The ${request.description} could not be fetched:\n${failures.map((line) => `  ${line}`).join("\n")}`,
  );
}

/** The file does not have the checksum that it should have. */
class ChecksumMismatch extends Error {}

async function fetchFrom(url: string, request: DownloadRequest, context: DownloadContext): Promise<string> {
  const address = parseAddress(url);
  if (address.location.k === "refused") throw new Error(`"${url}" cannot be fetched: ${address.location.why}`);
  const checksum = address.checksum ?? request.checksum;
  const target = targetOf(url, checksum, address, request, context);
  await mkdir(dirname(target), { recursive: true });
  const work = async () => {
    const digest = await resolveDigest(checksum, address.location, context);
    const source = address.location;
    const kind = archiveKind(address);
    if (source.k === "file") return useLocal(resolve(context.cwd ?? "", source.path), kind, digest, target, context);
    if (source.k === "http") return fetchRemote(source.url, kind, digest, target, context);
    throw new Error(source.why);
  };
  return holdFileLock(`${target}.lock`, work, context.signal);
}

async function useLocal(
  path: string,
  kind: string | undefined,
  digest: Digest | undefined,
  target: string,
  context: DownloadContext,
): Promise<string> {
  const stats = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(cause.code === "ENOENT" ? `there is no file ${path}` : cause.message, { cause });
  });
  if (!stats.isFile() && !stats.isBlockDevice()) throw new Error(`${path} is not a file`);
  if (digest) await verify(path, digest, context.signal);
  if (kind === undefined) return path;
  await unpackArchive(path, kind, target, context.signal);
  return target;
}

async function fetchRemote(
  url: URL,
  kind: string | undefined,
  digest: Digest | undefined,
  target: string,
  context: DownloadContext,
): Promise<string> {
  const { ui, signal } = context;
  // An archive's checksum says nothing about what was in it, so that a file in the cache cannot be trusted.
  if (kind === undefined && digest && (await isWhole(target, digest, signal))) return target;
  const partial = `${target}.partial`;
  try {
    const { resumed } = await fetchShown(url, partial, digest !== undefined, context);
    try {
      if (digest) await verify(partial, digest, signal);
    } catch (error) {
      if (!resumed || !(error instanceof ChecksumMismatch)) throw error;
      ui.message("What an earlier run had left does not fit; fetching all of it again");
      await fetchShown(url, partial, false, context);
      if (digest) await verify(partial, digest, signal);
    }
  } catch (error) {
    if (error instanceof ChecksumMismatch) ui.say(`Checksum did not match, removing ${target}`);
    // With a checksum, what has arrived may be taken up again next time.
    if (error instanceof ChecksumMismatch || !digest) await rm(partial, { force: true });
    throw error;
  }
  if (kind === undefined) await rename(partial, target);
  else {
    try {
      await unpackArchive(partial, kind, target, signal);
    } finally {
      await rm(partial, { force: true });
    }
  }
  return target;
}

async function fetchShown(url: URL, file: string, resume: boolean, context: DownloadContext) {
  const { ui, signal, env } = context;
  const tracker = ui.progress(basename(url.pathname) || url.hostname);
  try {
    return await fetchUrl(url, file, { resume, progress: tracker.update, signal, ...(env ? { env } : {}) });
  } finally {
    tracker.end();
  }
}

function targetOf(
  url: string,
  checksum: string,
  address: Address,
  request: DownloadRequest,
  context: DownloadContext,
): string {
  const { targetPath, extension } = request;
  const hash = createHash("sha1")
    .update(isNone(checksum) ? url : checksum)
    .digest("hex");
  const name = address.fileName ? basename(address.fileName) : extension ? `${hash}.${extension}` : hash;
  if (targetPath === undefined) return join(resolve(cacheDirectory(context.env)), name);
  return extname(targetPath) === "" ? join(resolve(targetPath), name) : resolve(targetPath);
}

function archiveKind({ archive, location }: Address): string | undefined {
  if (archive === "false") return undefined;
  if (archive !== undefined) return archive;
  if (location.k === "refused") return undefined;
  return archiveKindOf(location.k === "file" ? location.path : location.url.pathname);
}

async function isWhole(path: string, digest: Digest, signal: AbortSignal): Promise<boolean> {
  const found = await digestFile(path, digest.type, signal).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return found === digest.hex;
}

async function verify(path: string, { type, hex }: Digest, signal: AbortSignal): Promise<void> {
  const found = await digestFile(path, type, signal);
  if (found !== hex) throw new ChecksumMismatch(`the ${type} checksum is ${found}, and ${hex} was expected`);
}

async function resolveDigest(text: string, file: Location, context: DownloadContext): Promise<Digest | undefined> {
  const checksum = parseChecksum(text);
  switch (checksum.k) {
    case "none":
      return undefined;
    case "digest":
      return checksum;
    case "wrong":
      throw new Error(`The checksum "${text}" cannot be used: ${checksum.why}`);
    case "file": {
      const digest = findInChecksumFile(
        await readSmall(checksum.from, context),
        namesOf(file, checksum.from, context.cwd ?? ""),
      );
      if (!digest) throw new Error(`no checksum found in: ${checksum.from}`);
      return digest;
    }
  }
}

async function readSmall(from: string, context: DownloadContext): Promise<string> {
  const { location } = parseAddress(from);
  if (location.k === "refused") throw new Error(`The checksum file "${from}" cannot be fetched: ${location.why}`);
  if (location.k === "file") return readFile(resolve(context.cwd ?? "", location.path), "utf8");
  return fetchText(location.url, checksumFileLimit, {
    signal: context.signal,
    ...(context.env ? { env: context.env } : {}),
  });
}

/** What a file may be called in a checksum file: its name, its path from there, its path. */
function namesOf(file: Location, checksumFile: string, cwd: string): readonly string[] {
  const { location: sums } = parseAddress(checksumFile);
  if (file.k === "refused") return [];
  if (file.k === "file") {
    const path = resolve(cwd, file.path);
    const below = sums.k === "file" ? relativeTo(dirname(resolve(cwd, sums.path)), path) : [];
    return [basename(path), ...below, path];
  }
  const path = decodeURIComponent(file.url.pathname);
  const isNear = sums.k === "http" && sums.url.host === file.url.host;
  return [basename(path), ...(isNear ? relativeTo(dirname(decodeURIComponent(sums.url.pathname)), path) : [])];
}

function relativeTo(folder: string, path: string): readonly string[] {
  const prefix = folder.endsWith("/") ? folder : `${folder}/`;
  if (!path.startsWith(prefix)) return [];
  const below = path.slice(prefix.length);
  return [below, `./${below}`];
}

/** The address with its checksum as a query key: the form that Packer shows. */
function withChecksum(url: string, checksum: string): string {
  if (parseAddress(url).checksum !== undefined || isNone(checksum)) return url;
  return `${url}${url.includes("?") ? "&" : "?"}checksum=${encodeURIComponent(checksum)}`;
}

function isNone(checksum: string): boolean {
  return checksum === "" || checksum.toLowerCase() === "none";
}

/** An address as it may be shown: without user and password. */
function shown(url: string): string {
  const { location } = parseAddress(url);
  return location.k === "http" && location.url.username ? withoutSecrets(location.url) : url;
}
