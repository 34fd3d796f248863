import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { sumSuffix } from "../find/read-file-name.ts";

const digits = 64;

/**
 * The SHA-256 that the file beside a program says, in lower-case hexadecimal; what stands behind the digits does not count
 * (plugin-protocol 1.2). Undefined where there is no such file; `"unreadable"` where it does not begin with a checksum.
 */
export async function readSum(program: string): Promise<string | "unreadable" | undefined> {
  try {
    const file = await open(`${program}${sumSuffix}`, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      if (!(await file.stat()).isFile()) return "unreadable";
      const { buffer, bytesRead } = await file.read(Buffer.alloc(digits), 0, digits, 0);
      const text = buffer.toString("latin1", 0, bytesRead).toLowerCase();
      return /^[0-9a-f]{64}$/.test(text) ? text : "unreadable";
    } finally {
      await file.close();
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : "unreadable";
  }
}
