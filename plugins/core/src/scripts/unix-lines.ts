/**
 * A text with Unix line ends: a carriage return before a newline or at the very end goes, and the last line gets a newline.
 * Works on bytes, so that any encoding that keeps ASCII passes through.
 */
export async function* withUnixLines(content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let isHoldingReturn = false;
  let last: number | undefined;
  for await (const chunk of content) {
    // Room for a return held back from the chunk before.
    const out = new Uint8Array(chunk.length + 1);
    let length = 0;
    for (const byte of chunk) {
      if (isHoldingReturn && byte !== newline) out[length++] = carriageReturn;
      isHoldingReturn = byte === carriageReturn;
      if (!isHoldingReturn) out[length++] = byte;
    }
    if (chunk.length > 0) last = chunk.at(-1);
    if (length > 0) yield out.subarray(0, length);
  }
  if (last !== undefined && last !== newline) yield Uint8Array.of(newline);
}

const newline = 10;
const carriageReturn = 13;
