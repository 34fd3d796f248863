import { open } from "node:fs/promises";
import { greatestFileBytes, inMebibytes } from "./limits.ts";

/** A file, or standard input, is larger than what is read of one. Its code is the one that the system has for this. */
class TooLargeError extends Error {
  readonly code = "EFBIG";

  constructor() {
    super(`It is larger than ${inMebibytes(greatestFileBytes)}, the most that is read of one file`);
  }
}

/**
 * The bytes of a file. A larger one than {@link greatestFileBytes} is not read at all.
 * @throws what opening and reading throw, and an error of the code EFBIG
 */
export async function readInput(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const facts = await file.stat();
    if (facts.size > greatestFileBytes) throw new TooLargeError();
    // What is no regular file says nothing of its size.
    return facts.isFile() ? await file.readFile() : await collectInput(file.createReadStream({ autoClose: false }));
  } finally {
    await file.close();
  }
}

/** The text of a file, as {@link readInput} reads it. */
export async function readInputText(path: string): Promise<string> {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await readInput(path));
}

/** All bytes of a stream. @throws an error of the code EFBIG as soon as there are more than {@link greatestFileBytes} */
export async function collectInput(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > greatestFileBytes) throw new TooLargeError();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
