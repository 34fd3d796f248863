import { type Automaton, hashNext } from "./build-automaton.ts";

/** What a secret is replaced by. */
export const mask = "<sensitive>";
const maskBytes = Buffer.from(mask);

/** One stream of bytes on its way through the filter. */
export interface SecretStream {
  /** Takes bytes, and returns those that can be shown already. They may be the very ones that were given. */
  readonly push: (chunk: Uint8Array) => Uint8Array;
  /** Returns what was held back; the stream can be used again from the beginning. */
  readonly flush: () => Uint8Array;
}

/**
 * Masks one stream. What overlaps is masked as one stretch: of two secrets that share some bytes none is left in part.
 *
 * @param automaton the automaton of the secrets known at this moment; it may be another one each time
 */
export function maskStream(automaton: () => Automaton): SecretStream {
  // Positions are counted from the first byte of `pending`, the held back bytes: the beginning of what may be a secret.
  let pending: Uint8Array = new Uint8Array(0);
  let current: Automaton | undefined;
  let node = 0;
  /** Stretches to mask, in order, apart from each other, none of them ended before `pending` began. */
  let stretches: Stretch[] = [];

  const push = (chunk: Uint8Array): Uint8Array => {
    const next = automaton();
    if (next !== current) {
      // Secrets were added: what is held back is looked at again with all of them.
      current = next;
      stretches = stretches.filter((stretch) => stretch.shown);
      node = scan(next, 0, pending, 0, stretches);
    }
    if (chunk.length === 0) return chunk;
    const from = pending.length;
    node = scan(current, node, chunk, from, stretches);
    const bytes = from === 0 ? chunk : Buffer.concat([pending, chunk]);
    const safe = bytes.length - (current.held[node] ?? 0);
    return release(bytes, safe);
  };

  const release = (bytes: Uint8Array, safe: number): Uint8Array => {
    const out = stretches.length === 0 ? bytes.subarray(0, safe) : cut(bytes, safe, stretches);
    // A copy, because the chunk's memory is its owner's.
    pending = Uint8Array.from(bytes.subarray(safe));
    stretches = stretches
      .filter((stretch) => stretch.end > safe)
      .map(({ start, end, shown }) => ({
        start: Math.max(0, start - safe),
        end: end - safe,
        shown: shown || start < safe,
      }));
    return out;
  };

  const flush = (): Uint8Array => {
    const out = release(pending, pending.length);
    node = 0;
    return out;
  };
  return { push, flush };
}

interface Stretch {
  start: number;
  end: number;
  /** The mask was put out already, for a part that left earlier. */
  shown: boolean;
}

/** Runs the automaton over bytes whose first one has the given position; returns the node, and adds what matched. */
function scan(automaton: Automaton, start: number, bytes: Uint8Array, position: number, stretches: Stretch[]): number {
  const { matched, depth } = automaton;
  const length = bytes.length;
  let node = start;
  let i = 0;
  while (i < length) {
    const before = depth[node] as number;
    if (before < 3 && i >= before) {
      // Hardly anything of a pattern was seen: go where one may begin, looking at three bytes together.
      i = findBeginning(automaton, bytes, i - before);
      node = 0;
      if (i === length) break;
      for (const end = Math.min(i + 3, length); i < end; i++) node = step(automaton, node, bytes[i] as number);
    } else {
      const byte = bytes[i++] as number;
      node = step(automaton, node, byte);
    }
    const size = matched[node] as number;
    if (size !== 0) addStretch(stretches, position + i - size, position + i);
  }
  return node;
}

/** The first place from here on where a pattern may begin; the last two bytes always may be one's beginning. */
function findBeginning(automaton: Automaton, bytes: Uint8Array, from: number): number {
  const { beginnings } = automaton;
  const last = bytes.length - 2;
  if (from >= last) return from;
  let hash = hashNext(bytes[from] as number, bytes[from + 1] as number);
  for (let i = from; i < last; i++) {
    hash = ((hash << 6) ^ (bytes[i + 2] as number)) & 0x3ffff;
    if (beginnings[hash] === 1) return i;
  }
  return last;
}

function step(automaton: Automaton, node: number, byte: number): number {
  return node < automaton.shallow ? (automaton.rows[(node << 8) | byte] as number) : stepDeep(automaton, node, byte);
}

/** The transition of a node without a row. */
function stepDeep(automaton: Automaton, from: number, byte: number): number {
  const { rows, shallow, firstChild, nextSibling, byte: byteOf, fallback } = automaton;
  let node = from;
  while (node >= shallow) {
    let child = firstChild[node] as number;
    while (child !== 0 && byteOf[child] !== byte) child = nextSibling[child] as number;
    if (child !== 0) return child;
    node = fallback[node] as number;
  }
  return rows[(node << 8) | byte] as number;
}

/** Adds a stretch that begins or ends behind all others; it swallows those that it overlaps. */
function addStretch(stretches: Stretch[], start: number, end: number): void {
  let first = start;
  let behind = end;
  let shown = false;
  let last = stretches[stretches.length - 1];
  while (last && last.end > start) {
    first = Math.min(first, last.start);
    behind = Math.max(behind, last.end);
    shown ||= last.shown;
    stretches.pop();
    last = stretches[stretches.length - 1];
  }
  stretches.push({ start: first, end: behind, shown });
}

/** A whole text with its secrets masked; the same text where there are none. */
export function maskText(automaton: Automaton, text: string): string {
  const bytes = Buffer.from(text);
  const stretches: Stretch[] = [];
  scan(automaton, 0, bytes, 0, stretches);
  return stretches.length === 0 ? text : Buffer.from(cut(bytes, bytes.length, stretches)).toString("utf8");
}

/** The first `safe` bytes with the stretches masked. */
function cut(bytes: Uint8Array, safe: number, stretches: readonly Stretch[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const { start, end, shown } of stretches) {
    if (start >= safe) break;
    if (start > from) parts.push(bytes.subarray(from, start));
    if (!shown) parts.push(maskBytes);
    from = Math.min(end, safe);
  }
  if (from < safe) parts.push(bytes.subarray(from, safe));
  return Buffer.concat(parts);
}
