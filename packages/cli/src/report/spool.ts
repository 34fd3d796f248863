// Keeps texts aside in a file while a build runs, in bounded memory and on a bounded disk: of each lane the beginning, and as much of the end as
// fits. Everything here is synchronous, since a report must also be written while the process exits.

import { readSync, writeSync } from "node:fs";

/** The items of one list on their way into a report. */
export interface Lane {
  /** Adds an item; one that does not fit into a slot counts as cut. */
  readonly add: (item: string) => void;
  /** All that is kept, as pieces of the items joined by commas. */
  readonly pieces: () => Iterable<string>;
  readonly facts: () => { readonly kept: number; readonly cut: number; readonly cutBehind: number };
}

interface Block {
  readonly slot: number;
  readonly bytes: number;
  readonly count: number;
}

/** So many bytes are written to the file at once. An item is smaller. */
export const slotBytes = 64 * 1024;

/** Makes lanes over one open file. Where it cannot be written, items are missing, and `onLoss` hears why. */
export function createSpool(file: number, onLoss: (error: Error) => void): (longestBytes: number) => Lane {
  const free: number[] = [];
  let slots = 0;
  const write = (text: Buffer): number | undefined => {
    const slot = free.pop() ?? slots++;
    try {
      for (let done = 0; done < text.length; )
        done += writeSync(file, text, done, text.length - done, slot * slotBytes + done);
      return slot;
    } catch (error) {
      free.push(slot);
      onLoss(error as Error);
      return undefined;
    }
  };
  const read = ({ slot, bytes }: Block): string => {
    const buffer = Buffer.alloc(bytes);
    for (let done = 0; done < bytes; ) {
      const got = readSync(file, buffer, done, bytes - done, slot * slotBytes + done);
      if (got === 0) break;
      done += got;
    }
    return buffer.toString("utf8");
  };
  return (longestBytes) => createLane(Math.max(4, Math.ceil(longestBytes / slotBytes)), { write, read, free });
}

function createLane(
  mostBlocks: number,
  spool: {
    readonly write: (text: Buffer) => number | undefined;
    readonly read: (block: Block) => string;
    readonly free: number[];
  },
): Lane {
  // The beginning says what was to happen; the end, what did.
  const headBlocks = Math.ceil(mostBlocks / 4);
  const head: Block[] = [];
  const tail: Block[] = [];
  let items: string[] = [];
  let bytes = 0;
  let cut = 0;
  const keep = () => {
    const text = Buffer.from(items.join(","));
    const slot = spool.write(text);
    const count = items.length;
    items = [];
    bytes = 0;
    if (slot === undefined) {
      cut += count;
      return;
    }
    (head.length < headBlocks ? head : tail).push({ slot, bytes: text.length, count });
    if (head.length + tail.length <= mostBlocks) return;
    const oldest = tail.shift();
    if (!oldest) return;
    cut += oldest.count;
    spool.free.push(oldest.slot);
  };
  const sum = (blocks: readonly Block[]) => blocks.reduce((total, { count }) => total + count, 0);
  return {
    add: (item) => {
      const size = Buffer.byteLength(item) + 1;
      if (size > slotBytes) {
        cut++;
        return;
      }
      if (bytes + size > slotBytes) keep();
      items.push(item);
      bytes += size;
    },
    pieces: function* () {
      let isFirst = true;
      for (const block of [...head, ...tail]) {
        if (!isFirst) yield ",";
        isFirst = false;
        yield spool.read(block);
      }
      if (items.length === 0) return;
      if (!isFirst) yield ",";
      yield items.join(",");
    },
    facts: () => ({ kept: sum(head) + sum(tail) + items.length, cut, cutBehind: cut === 0 ? 0 : sum(head) }),
  };
}
