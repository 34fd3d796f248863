import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { Entry, ZipFile } from "yauzl";
import { notWritten } from "./http/open-fetcher.ts";
import { InstallError } from "./install-error.ts";
import { limits } from "./origins/origin.ts";

/** More entries than this is no archive of a plugin. */
const mostEntries = 1000;
/** Machine code becomes three to six times smaller; what becomes this much smaller is made to fill a disk. */
const highestRatio = 200;
const isLink = 0o120000;
const typeBits = 0o170000;

/**
 * Takes the program out of an archive whose checksum has been verified: the one entry with exactly that name. Nothing else is written. An
 * archive that has names which lead elsewhere, links or encrypted entries is refused as a whole.
 * @returns the SHA-256 of the program
 */
export async function unpackProgram(
  archive: string,
  entryName: string,
  target: string,
  signal: AbortSignal,
): Promise<string> {
  const zip = await openZip(archive);
  try {
    const entry = await findEntry(zip, entryName);
    signal.throwIfAborted();
    const file = await open(target, "wx", 0o700).catch((error) => {
      throw notWritten(target, error);
    });
    try {
      const hash = createHash("sha256");
      for await (const chunk of await openEntry(zip, entry)) {
        signal.throwIfAborted();
        hash.update(chunk);
        await file.writeFile(chunk).catch((error) => {
          throw notWritten(target, error);
        });
      }
      // What is renamed into its place must not turn out to be empty after a power cut.
      await file.sync();
      return hash.digest("hex");
    } finally {
      await file.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof InstallError ? error : damaged((error as Error).message);
  } finally {
    zip.close();
  }
}

async function openZip(archive: string): Promise<ZipFile> {
  // Bundled, a CommonJS module that is imported late has its exports in `default` alone.
  const yauzl = (await import("yauzl")).default;
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, strictFileNames: true, validateEntrySizes: true };
    yauzl.open(archive, options, (error, zip) =>
      zip ? resolve(zip) : reject(damaged(error?.message ?? "it is empty")),
    );
  });
}

/** Looks through all entries; the one with the name. */
function findEntry(zip: ZipFile, entryName: string): Promise<Entry> {
  return new Promise((resolve, reject) => {
    const found: Entry[] = [];
    const names: string[] = [];
    zip.on("error", (error: Error) => reject(damaged(error.message)));
    zip.on("end", () => {
      const [entry, second] = found;
      if (second) reject(damaged(`it has ${JSON.stringify(entryName)} twice`));
      else if (entry) resolve(entry);
      else
        reject(
          new InstallError(
            "unsuitable",
            `The archive has no file ${entryName}, only ${shownNames(names)}. Ask the plugin's makers.`,
          ),
        );
    });
    zip.on("entry", (entry: Entry) => {
      const problem = names.length >= mostEntries ? `it has more than ${mostEntries} entries` : problemOf(entry);
      if (problem !== undefined) return reject(damaged(problem));
      names.push(entry.fileName);
      if (entry.fileName === entryName) found.push(entry);
      return zip.readEntry();
    });
    zip.readEntry();
  });
}

function problemOf(entry: Entry): string | undefined {
  const name = JSON.stringify(entry.fileName);
  const mode = entry.externalFileAttributes >>> 16;
  if (entry.generalPurposeBitFlag & 1) return `${name} is encrypted`;
  if ((mode & typeBits) === isLink) return `${name} is a link`;
  if (entry.uncompressedSize > limits.program) return `${name} unpacks to more than ${limits.program} bytes`;
  if (entry.uncompressedSize > 1024 * 1024 && entry.uncompressedSize > entry.compressedSize * highestRatio)
    return `${name} unpacks to more than ${highestRatio} times its size`;
  return undefined;
}

function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) =>
      stream ? resolve(stream) : reject(damaged(error?.message ?? "it is empty")),
    );
  });
}

function damaged(why: string): InstallError {
  return new InstallError("refused", `The archive is not used: ${why.replace(/\.$/, "")}. Ask the plugin's makers.`);
}

function shownNames(names: readonly string[]): string {
  const some = names.slice(0, 3).map((name) => JSON.stringify(name.slice(0, 100)));
  if (some.length === 0) return "nothing at all";
  return names.length > some.length ? `${some.join(", ")} and ${names.length - some.length} more` : some.join(", ");
}
