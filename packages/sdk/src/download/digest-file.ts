import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { ChecksumType } from "./checksum.ts";

/** The digest of a file's content, in lower-case hexadecimal. */
export async function digestFile(path: string, type: ChecksumType, signal: AbortSignal): Promise<string> {
  const hash = createHash(type);
  for await (const chunk of createReadStream(path, { signal, highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest("hex");
}
