// A folder that plugins are installed from, for machines without a network. It may be filled in any of three ways: the files of releases
// as GitHub has them, HashiCorp's layout as a download of it leaves it, or a copy of a plugin folder with unpacked programs.

import { createReadStream, createWriteStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { compareVersions, formatVersion, parseSemver, type Version } from "@ingot/sdk";
import { pluginPrefix, sumSuffix } from "../../find/read-file-name.ts";
import { readSum } from "../../verify/read-sum.ts";
import { notWritten } from "../http/open-fetcher.ts";
import { InstallError } from "../install-error.ts";
import type { PluginSource } from "../parse-source.ts";
import { archivesOfHashicorp, archivesOfSums } from "./file-names.ts";
import { limits, type Origin, type ReleaseFile } from "./origin.ts";
import { readSums } from "./read-sums.ts";
import { protocolOf } from "./release-host.ts";
import type { SignatureCheck } from "./signature-check.ts";

/** A folder with plugins. */
export function mirrorFolder(
  root: string,
  { checkSignature, signal }: { readonly checkSignature: SignatureCheck; readonly signal: AbortSignal },
): Origin {
  return {
    name: root,
    versions: async (source) => {
      const found = (await placesOf(root, source)).flatMap(({ names }) =>
        names.flatMap((name) => versionOf(name, source)),
      );
      if (found.length === 0)
        throw new InstallError("missing", `${root} has no files of packer-plugin-${source.name}. Put them there.`);
      return found.filter((one, at) => found.findIndex((other) => compareVersions(one, other) === 0) === at);
    },
    release: async (source, version) => {
      const paths = new Map<ReleaseFile, string>();
      let signedBy: string | undefined;
      for (const { folder, names } of await placesOf(root, source)) {
        for (const name of names) {
          const found = versionOf(name, source)[0];
          if (!found || compareVersions(found, version) !== 0) continue;
          const path = join(folder, name);
          if (name.endsWith("_SHA256SUMS")) {
            const bytes = await readSmall(path);
            signedBy ??= await checkSignature(bytes, path, () => readSmall(`${path}.sig`));
            const sums = readSums(Buffer.from(bytes).toString("utf8"), path);
            const stem = name.slice(0, -"_SHA256SUMS".length);
            const protocol = await protocolBeside(join(folder, `${stem}_manifest.json`));
            const files = [...archivesOfSums(sums, stem), ...archivesOfHashicorp(sums, stem, `x${protocol}`)];
            for (const file of files) if (names.includes(file.fileName)) paths.set(file, join(folder, file.fileName));
          } else {
            const program = await programOf(path, name, source, version);
            if (program) paths.set(program, path);
          }
        }
      }
      return {
        files: [...paths.keys()],
        signedBy,
        fetch: async (file, path, progress) => copy(paths.get(file) ?? "", path, { progress, signal }),
      };
    },
  };
}

interface Place {
  readonly folder: string;
  /** Of files. */
  readonly names: readonly string[];
}

/** The folders in which files of a plugin may lie. */
async function placesOf(root: string, source: PluginSource): Promise<readonly Place[]> {
  await stat(root).catch((error: NodeJS.ErrnoException) => {
    throw new InstallError(
      "unreachable",
      `The folder ${root} cannot be read (${error.code}). Check INGOT_PLUGIN_MIRROR.`,
    );
  });
  const own = join(root, `${pluginPrefix}${source.name}`);
  const versions = (await listed(own, "folders")).filter((name) => parseSemver(name));
  const folders = [join(root, ...source.parts), own, ...versions.map((name) => join(own, name)), root];
  return Promise.all(folders.map(async (folder) => ({ folder, names: await listed(folder, "files") })));
}

async function listed(folder: string, what: "files" | "folders"): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    throw new InstallError("unreachable", `The folder ${folder} cannot be read (${error.code}). Make it readable.`);
  });
  return entries.filter((entry) => entry.isDirectory() === (what === "folders")).map((entry) => entry.name);
}

/** The version of the plugin that a list of checksums or a program is of, by its name. */
function versionOf(fileName: string, source: PluginSource): readonly Version[] {
  const rest = fileName.startsWith(`${pluginPrefix}${source.name}_`)
    ? fileName.slice(pluginPrefix.length + source.name.length + 1)
    : "";
  const text =
    /^v?([^_]+)_SHA256SUMS$/.exec(rest)?.[1] ?? /^v([^_]+)_x[0-9.]+_[a-z0-9]+_[a-z0-9]+(?:\.exe)?$/.exec(rest)?.[1];
  const version = text === undefined ? undefined : parseSemver(text);
  return version ? [version] : [];
}

async function programOf(
  path: string,
  name: string,
  source: PluginSource,
  version: Version,
): Promise<ReleaseFile | undefined> {
  const rest = name.slice(`${pluginPrefix}${source.name}_v${formatVersion(version)}_`.length);
  const [, apiVersion, platform] = /^(x[0-9]{1,9}\.[0-9]{1,9})_([a-z0-9]+_[a-z0-9]+)(?:\.exe)?$/.exec(rest) ?? [];
  if (!apiVersion || !platform) return undefined;
  const sha256 = await readSum(path);
  if (sha256 === undefined || sha256 === "unreadable")
    throw new InstallError("refused", `There is no checksum in ${path}${sumSuffix}. Copy that file as well.`);
  return { fileName: name, sha256, platform, apiVersion, form: "program" };
}

async function protocolBeside(manifest: string): Promise<string | undefined> {
  try {
    return protocolOf(JSON.parse(Buffer.from(await readSmall(manifest)).toString("utf8")));
  } catch {
    return undefined;
  }
}

async function readSmall(path: string): Promise<Uint8Array> {
  const facts = await stat(path).catch(() => undefined);
  if (!facts?.isFile()) throw new InstallError("missing", `There is no file ${path}.`);
  if (facts.size > limits.sums) throw new InstallError("refused", `${path} has more than ${limits.sums} bytes.`);
  return readFile(path);
}

async function copy(
  from: string,
  to: string,
  { progress, signal }: { readonly progress: (done: number, total: number) => void; readonly signal: AbortSignal },
): Promise<void> {
  const { size } = await stat(from);
  if (size > limits.program) throw new InstallError("refused", `${from} has more than ${limits.program} bytes.`);
  let done = 0;
  const reading = createReadStream(from, { end: limits.program - 1 });
  reading.on("data", (chunk) => {
    done += chunk.length;
    progress(done, size);
  });
  try {
    await pipeline(reading, createWriteStream(to, { mode: 0o600 }), { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw reading.errored
      ? new InstallError("unreachable", `${from} could not be read (${error}). Make it readable.`)
      : notWritten(to, error);
  }
}
