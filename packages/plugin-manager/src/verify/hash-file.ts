import { createHash } from "node:crypto";
import { type BigIntStats, constants } from "node:fs";
import { open } from "node:fs/promises";

/** What tells a file from another, and from itself after a change. */
export interface FileFacts {
  readonly device: bigint;
  readonly inode: bigint;
  readonly size: bigint;
  /** In nanoseconds since 1970. */
  readonly changedNs: bigint;
  /** When its content or its facts were last changed; nobody can set it. In nanoseconds since 1970. */
  readonly touchedNs: bigint;
}

/**
 * The SHA-256 of a file's bytes, in lower-case hexadecimal, and the facts of the file that has them. Reads nothing but ordinary files.
 * Throws what the system says, and where the file changes while it is read.
 */
export async function hashFile(path: string): Promise<{ readonly sha256: string; readonly facts: FileFacts }> {
  // Without O_NONBLOCK, opening a pipe would wait for somebody to write to it.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const before = await file.stat({ bigint: true });
    if (!before.isFile()) throw new Error("it is not a file");
    const hash = createHash("sha256");
    const buffer = Buffer.allocUnsafe(1024 * 1024);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
    }
    const [facts, after] = [factsOf(before), factsOf(await file.stat({ bigint: true }))];
    if (!isSameFile(facts, after)) throw new Error("it was changed while it was read");
    return { sha256: hash.digest("hex"), facts };
  } finally {
    await file.close();
  }
}

/** The facts of a file by what `stat` says of it. */
export function factsOf(stats: BigIntStats): FileFacts {
  const { dev: device, ino: inode, size, mtimeNs: changedNs, ctimeNs: touchedNs } = stats;
  return { device, inode, size, changedNs, touchedNs };
}

/** Whether two sets of facts are those of one file that has not changed. */
export function isSameFile(a: FileFacts, b: FileFacts): boolean {
  return (
    a.device === b.device &&
    a.inode === b.inode &&
    a.size === b.size &&
    a.changedNs === b.changedNs &&
    a.touchedNs === b.touchedNs
  );
}
