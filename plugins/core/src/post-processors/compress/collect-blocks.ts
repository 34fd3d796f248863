/** Cuts a stream into blocks of one size; the last may be shorter. Each is a buffer of its own. */
export async function* collectBlocks(content: AsyncIterable<Uint8Array>, size: number): AsyncIterable<Uint8Array> {
  let block = new Uint8Array(size);
  let length = 0;
  for await (const chunk of content) {
    let offset = 0;
    while (offset < chunk.length) {
      const part = chunk.subarray(offset, offset + size - length);
      block.set(part, length);
      length += part.length;
      offset += part.length;
      if (length < size) continue;
      yield block;
      block = new Uint8Array(size);
      length = 0;
    }
  }
  if (length > 0) yield block.subarray(0, length);
}

/** Works on several items at once and gives the results in order; no more than `limit` are held. */
export async function* mapInOrder<A, B>(
  items: AsyncIterable<A>,
  limit: number,
  work: (item: A) => Promise<B>,
): AsyncIterable<B> {
  const running: Promise<B>[] = [];
  for await (const item of items) {
    const result = work(item);
    // What fails is thrown where the results are taken, in their order.
    result.catch(() => undefined);
    running.push(result);
    const [first] = running;
    if (running.length < limit || !first) continue;
    running.shift();
    yield await first;
  }
  for (const result of running) yield await result;
}
