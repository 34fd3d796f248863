// What is known of programs from earlier commands: checksums by the facts of a file, and descriptions by checksum. Hashing a large program
// is most of what a plugin costs to start. It is only a memory: damaged, of another version or not there, it is empty, and where it cannot
// be written nothing is lost but time. It lies in the state folder, where only its owner can write: who could change it could
// as well change the program.

import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeWholeFile } from "@ingot/sdk";
import type { PluginDescription } from "../installed-plugin.ts";
import type { FileFacts } from "./hash-file.ts";

/** A file that was hashed. */
export interface KnownFile {
  readonly facts: FileFacts;
  readonly sha256: string;
}

export interface PluginCache {
  /** By absolute path. */
  readonly files: Map<string, KnownFile>;
  /** By SHA-256. */
  readonly descriptions: Map<string, PluginDescription>;
}

const format = 1;
const mostBytes = 8 * 1024 * 1024;
/** How many entries are kept, the newest. */
const mostEntries = 500;

/** Reads what is known; nothing where that cannot be read. */
export async function readPluginCache(stateDir: string): Promise<PluginCache> {
  const cache: PluginCache = { files: new Map(), descriptions: new Map() };
  const content = await readSmall(cachePath(stateDir));
  if (content === undefined) return cache;
  try {
    const { format: version, files, descriptions } = JSON.parse(content) as Record<string, unknown>;
    if (version !== format) return cache;
    for (const [path, value] of entriesOf(files)) {
      const known = fileFrom(value);
      if (known) cache.files.set(path, known);
    }
    for (const [sha256, value] of entriesOf(descriptions)) {
      const known = isSum(sha256) ? descriptionFrom(value) : undefined;
      if (known) cache.descriptions.set(sha256, known);
    }
  } catch {
    // Damaged: it is written anew.
  }
  return cache;
}

/** Writes what was learnt, together with what others wrote meanwhile. */
export async function writePluginCache(stateDir: string, learnt: PluginCache): Promise<void> {
  try {
    const { files, descriptions } = await readPluginCache(stateDir);
    const text = JSON.stringify({
      format,
      files: Object.fromEntries([...newest(files, learnt.files)].map(([path, known]) => [path, fileTo(known)])),
      descriptions: Object.fromEntries(newest(descriptions, learnt.descriptions)),
    });
    const path = cachePath(stateDir);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeWholeFile(path, 0o600, (file) => file.writeFile(text));
  } catch {
    // No room, or no permission: the next command hashes again.
  }
}

function newest<T>(old: ReadonlyMap<string, T>, added: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  const all = new Map(old);
  for (const [key, value] of added) {
    all.delete(key);
    all.set(key, value);
  }
  return new Map([...all].slice(-mostEntries));
}

function cachePath(stateDir: string): string {
  return join(stateDir, "plugins.json");
}

async function readSmall(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, "r");
    try {
      const facts = await file.stat();
      if (!facts.isFile() || facts.size > mostBytes) return undefined;
      // Somebody else's file could say of a program whatever they like.
      if (process.getuid && facts.uid !== process.getuid()) return undefined;
      return await file.readFile("utf8");
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

const factNames = ["device", "inode", "size", "changedNs", "touchedNs"] as const;

function fileTo({ facts, sha256 }: KnownFile): readonly string[] {
  return [...factNames.map((name) => String(facts[name])), sha256];
}

function fileFrom(value: unknown): KnownFile | undefined {
  if (!Array.isArray(value) || value.length !== factNames.length + 1) return undefined;
  const texts = value.filter((part) => typeof part === "string");
  const sha256 = texts.at(-1) ?? "";
  const numbers = texts.slice(0, -1).flatMap((text) => (/^[0-9]{1,30}$/.test(text) ? [BigInt(text)] : []));
  const [device, inode, size, changedNs, touchedNs] = numbers;
  if (device === undefined || inode === undefined || size === undefined) return undefined;
  if (changedNs === undefined || touchedNs === undefined || !isSum(sha256)) return undefined;
  return { facts: { device, inode, size, changedNs, touchedNs }, sha256 };
}

function descriptionFrom(value: unknown): PluginDescription | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { version, apiVersion, sdkVersion, builders, provisioners, postProcessors, dataSources, hasProtobuf } =
    value as Readonly<Record<string, unknown>>;
  const isText = (one: unknown): one is string | undefined => one === undefined || typeof one === "string";
  if (typeof version !== "string" || !isText(apiVersion) || !isText(sdkVersion)) return undefined;
  if (!isTexts(builders) || !isTexts(provisioners) || !isTexts(postProcessors) || !isTexts(dataSources))
    return undefined;
  if (typeof hasProtobuf !== "boolean") return undefined;
  return { version, apiVersion, sdkVersion, builders, provisioners, postProcessors, dataSources, hasProtobuf };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isSum(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
