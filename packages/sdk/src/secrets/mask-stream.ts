import type { Stretch } from "./find-secrets.ts";
import { isLineEnd } from "./read-unit.ts";

/** What a secret is replaced by. */
const mask = Buffer.from("<sensitive>");

/** Finds secrets in bytes, and says from where on there may be the beginning of another one (see `findSecrets`). */
export type Find = (bytes: Uint8Array, isFinal: boolean, found: Stretch[]) => number;

/** One stream of bytes on its way through the filter. */
export interface SecretStream {
  /** Takes bytes, and returns those that can be shown already. They may be the very ones that were given. */
  readonly push: (chunk: Uint8Array) => Uint8Array;
  /**
   * To be called when nothing came for a while: returns the whole lines among what is held back. What in them may be the beginning of a
   * secret is masked, since the rest of it may still come.
   */
  readonly pause: () => Uint8Array;
  /** Whether `pause` would return something. */
  readonly holdsLines: () => boolean;
  /** Returns what was held back; the stream can be used again from the beginning. */
  readonly flush: () => Uint8Array;
}

/** A secret's beginning of so many visible characters says nothing; a line that ends with less of one is not held back. */
const tellingCharacters = 4;

/**
 * Masks one stream. What overlaps is masked as one stretch: of two secrets that share some bytes none is left in part. Line ends stay, so
 * that a key of many lines can be masked while it comes.
 *
 * @param find looks for the secrets known at this moment; they may be others each time
 */
export function maskStream(find: Find): SecretStream {
  /** Bytes that are looked at again with those that come, since a secret may begin in them. */
  let pending: Uint8Array = new Uint8Array(0);
  /** So many of them were put out, as they are or masked. */
  let shown = 0;
  /** Stretches that reach into them; they may begin before. */
  let kept: readonly Stretch[] = [];
  const output = newOutput();

  const take = (bytes: Uint8Array, isFinal: boolean): Uint8Array => {
    const found = [...kept];
    const open = Math.min(bytes.length, find(bytes, isFinal, found));
    const stretches = merge(found);
    const safe = isFinal ? bytes.length : Math.max(shown, endOfTellingNothing(bytes, open, stretches));
    const out = output.cut(bytes, shown, safe, stretches);
    const from = isFinal ? bytes.length : Math.min(open, safe);
    // A copy, because the chunk's memory is its owner's.
    pending = Uint8Array.from(bytes.subarray(from));
    shown = safe - from;
    kept = stretches
      .filter(({ end }) => end > from)
      .map(({ start, end }) => ({ start: start - from, end: end - from }));
    return out;
  };
  const lastLineEnd = () => pending.lastIndexOf(0x0a) + 1;
  return {
    push: (chunk) => {
      if (chunk.length === 0) return chunk;
      return take(pending.length === 0 ? chunk : Buffer.concat([pending, chunk]), false);
    },
    holdsLines: () => lastLineEnd() > shown,
    pause: () => {
      const end = lastLineEnd();
      if (end <= shown) return new Uint8Array(0);
      const stretches = merge([...kept, { start: shown, end }]);
      const out = output.cut(pending, shown, end, stretches);
      kept = stretches;
      shown = end;
      return out;
    },
    flush: () => {
      const out = take(pending, true);
      output.reset();
      return out;
    },
  };
}

/** A whole text with its secrets masked; the same text where there are none. */
export function maskText(find: Find, text: string): string {
  const bytes = Buffer.from(text);
  const found: Stretch[] = [];
  find(bytes, true, found);
  return found.length === 0
    ? text
    : Buffer.from(newOutput().cut(bytes, 0, bytes.length, merge(found))).toString("utf8");
}

/** In order, and apart from each other. */
function merge(found: readonly Stretch[]): readonly Stretch[] {
  if (found.length < 2) return found;
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of [...found].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged[merged.length - 1];
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/**
 * How far bytes can be shown of which those from `open` on may be the beginning of a secret: up to the end of a line before which hardly
 * anything of it would be seen. A short line behind others that are masked is likely to be of the same secret.
 */
function endOfTellingNothing(bytes: Uint8Array, open: number, stretches: readonly Stretch[]): number {
  let end = open;
  let left = tellingCharacters;
  let next = 0;
  for (let at = open; at < bytes.length && left > 0; at++) {
    const byte = bytes[at] as number;
    if (byte === 0x0a) end = at + 1;
    if (byte <= 0x20) continue;
    while (next < stretches.length && (stretches[next] as Stretch).end <= at) next++;
    const isMasked = next < stretches.length && (stretches[next] as Stretch).start <= at;
    left = isMasked ? 1 : left - 1;
  }
  return end;
}

/** Puts out bytes with stretches masked: one mask for each line of a stretch, also where the stretch comes in parts. */
function newOutput() {
  /** Whether what was put out last was in a stretch, behind its mask. */
  let isInMask = false;
  return {
    reset: () => {
      isInMask = false;
    },
    cut: (bytes: Uint8Array, from: number, to: number, stretches: readonly Stretch[]): Uint8Array => {
      if (from >= to) return bytes.subarray(0, 0);
      const parts: Uint8Array[] = [];
      let at = from;
      for (const { start, end } of stretches) {
        if (end <= at) continue;
        if (start >= to) break;
        if (start > at) parts.push(bytes.subarray(at, start));
        if (start >= at) isInMask = false;
        for (at = Math.max(at, start); at < Math.min(end, to); at++) {
          if (isLineEnd(bytes[at] as number)) {
            parts.push(bytes.subarray(at, at + 1));
            isInMask = false;
          } else if (!isInMask) {
            parts.push(mask);
            isInMask = true;
          }
        }
      }
      if (at < to) {
        parts.push(bytes.subarray(at, to));
        isInMask = false;
      }
      return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
    },
  };
}
