// What is known of a file that is sent, as Go's `os.FileInfo` travels: `{N, S, M, T}` (plugin-protocol 9.10).

import { posix } from "node:path";
import type { FileMeta } from "@ingot/sdk";
import type { Wire } from "../rpc/rpc.ts";
import { kindOf, membersOf, readText, readWhole } from "./read-wire.ts";

/** Go keeps the three bits above the permissions elsewhere than Unix does. */
const specialBits = [
  [0o4000, 2 ** 23],
  [0o2000, 2 ** 22],
  [0o1000, 2 ** 20],
] as const;

/** The mode of a regular file as Go has it, from Unix permission bits. */
export function goModeOf(mode: number): number {
  return specialBits.reduce((sum, [unix, go]) => sum + (mode & unix ? go : 0), mode & 0o777);
}

/** Unix permission bits, from a mode as Go has it. What says that it is a folder or a link is left out: only files are sent. */
export function unixModeOf(goMode: number): number {
  return specialBits.reduce((sum, [unix, go]) => sum + (goMode & go ? unix : 0), goMode & 0o777);
}

/**
 * A file's facts for the wire; nil where its size is not known, for a receiver takes the size that it is told at its word. Without a mode
 * it is 0644, without a time it is now.
 */
export function encodeFileInfo(path: string, { mode, sizeBytes, modifiedMs, name }: FileMeta): Wire {
  if (sizeBytes === undefined) return null;
  return {
    N: name ?? posix.basename(path.replaceAll("\\", "/")),
    S: sizeBytes,
    M: goModeOf(mode ?? 0o644),
    T: modifiedMs === undefined ? null : new Date(modifiedMs),
  };
}

/** A file's facts from the wire; nil knows nothing. Throws where they are something else. */
export function decodeFileInfo(value: Wire): FileMeta {
  if (value === null) return {};
  const { N, S, M, T } = membersOf(value, ["N", "S", "M", "T"], "FileInfo");
  const sizeBytes = readWhole(S, "FileInfo.S");
  if (sizeBytes < 0) throw new Error("FileInfo.S is negative");
  const mode = readWhole(M, "FileInfo.M");
  if (mode < 0 || mode > 0xffffffff) throw new Error("FileInfo.M is not a mode");
  if (T !== null && T !== undefined && !(T instanceof Date))
    throw new Error(`FileInfo.T must be a time, and is ${kindOf(T)}`);
  const name = readText(N, "FileInfo.N");
  return {
    mode: unixModeOf(mode),
    sizeBytes,
    ...(name === "" ? {} : { name }),
    ...(T instanceof Date ? { modifiedMs: T.getTime() } : {}),
  };
}
