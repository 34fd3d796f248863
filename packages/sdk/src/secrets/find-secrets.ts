// Finds secrets in bytes, in every view at once. A search in one view runs through the automaton of the secrets, or of their base64 forms;
// it starts where the opening table says that a secret may begin, or, where escapes come behind the plain beginning of a secret, from the
// plain search. It ends when what it has matched could as well be found from a later start. So text without secrets costs one look into a
// table for each byte, any other a few steps for each byte and view, whatever the secrets are.

import { type Automaton, isMatch, longestMatch, openDepth, stepFrom } from "./build-automaton.ts";
import { minBytesForBits } from "./forms-of-secret.ts";
import { hashNext, type OpeningTable } from "./opening-table.ts";
import { isNone, leads, needsMore, newUnit, readUnit, views } from "./read-unit.ts";

/** Some secrets, ready to be looked for. */
export interface Knowledge {
  readonly openings: OpeningTable;
  /** Over the bytes of the secrets. */
  readonly forms: Automaton;
  /** Over the numbers of characters in base64. */
  readonly base64: Automaton;
}

/** Bytes to be hidden, from the first to the one behind the last. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Looks for secrets.
 *
 * @param isFinal whether nothing comes behind the bytes
 * @param found where to put what is found, in no order
 * @returns from where on the bytes may be the beginning of a secret that is not complete yet
 */
export function findSecrets(knowledge: Knowledge, bytes: Uint8Array, isFinal: boolean, found: Stretch[]): number {
  return new Search(knowledge, bytes, isFinal, found).run();
}

const viewCount = Object.keys(views).length;
/** Two searches in one view may overlap without having the same units: 41 41 and 14 1. */
const slotCount = viewCount * 2;
const unit = newUnit();
/** Where the units began that the last search of a slot read; kept between calls, since they come for each write of a program. */
const startsOf: Int32Array[] = Array.from({ length: slotCount }, () => new Int32Array(256));

class Search {
  readonly #knowledge: Knowledge;
  readonly #bytes: Uint8Array;
  readonly #isFinal: boolean;
  readonly #found: Stretch[];
  /** What each slot has looked at: from where, to where, and how many units it had. */
  readonly #from = new Int32Array(slotCount);
  readonly #covered = new Int32Array(slotCount);
  readonly #counts = new Int32Array(slotCount);
  #open: number;

  constructor(knowledge: Knowledge, bytes: Uint8Array, isFinal: boolean, found: Stretch[]) {
    this.#knowledge = knowledge;
    this.#bytes = bytes;
    this.#isFinal = isFinal;
    this.#found = found;
    this.#open = bytes.length;
  }

  run(): number {
    const bytes = this.#bytes;
    const { three, two, one } = this.#knowledge.openings;
    const last = bytes.length - 2;
    let hash = last > 0 ? hashNext(bytes[0] as number, bytes[1] as number) : 0;
    for (let i = 0; i < last; i++) {
      hash = ((hash << 6) ^ (bytes[i + 2] as number)) & 0x3ffff;
      const at = three[hash] as number;
      if (at !== 0) this.#begin(at, i);
    }
    if (!this.#isFinal) {
      if (last >= 0) this.#begin(two[((bytes[last] as number) << 8) | (bytes[last + 1] as number)] as number, last);
      if (last >= -1) this.#begin(one[bytes[last + 1] as number] as number, last + 1);
    }
    return this.#open;
  }

  /** Starts searches in some views where none of theirs has been. */
  #begin(bits: number, at: number): void {
    if ((bits & 1) !== 0 && at >= (this.#covered[0] as number)) this.#runPlain(at);
    for (let view = 1, rest = bits >> 1; rest !== 0; view++, rest >>= 1) {
      if ((rest & 1) !== 0) this.#runView(view, at, 0, 0);
    }
  }

  #runPlain(birth: number): void {
    const bytes = this.#bytes;
    const { forms } = this.#knowledge;
    const { depth, flags } = forms;
    let node = 0;
    for (let at = birth; at < bytes.length; ) {
      const byte = bytes[at] as number;
      const views = leads[byte] as number;
      if (views !== 0 && node !== 0) this.#fork(views, at, node, depth[node] as number);
      node = stepFrom(forms, node, byte);
      at++;
      if (((flags[node] as number) & isMatch) !== 0)
        this.#found.push({ start: at - longestMatch(forms, node), end: at });
      const deep = depth[node] as number;
      // The opening table tells whether what is left of the match is worth a start.
      if (deep === 0 || (deep < 3 && at - deep > birth)) {
        this.#covered[0] = at - deep;
        return;
      }
    }
    this.#covered[0] = bytes.length;
    this.#keep(bytes.length - openDepth(forms, node));
  }

  /** What the plain search has matched goes on behind an escape. */
  #fork(views: number, at: number, node: number, depth: number): void {
    for (let view = 1, rest = views >> 1; rest !== 0; view++, rest >>= 1) {
      if ((rest & 1) === 0) continue;
      const answer = readUnit(view, this.#bytes, at, false, this.#isFinal, unit);
      if (answer === needsMore) this.#keep(at - depth);
      else if (unit.isEscape) this.#runView(view, at, node, depth);
    }
  }

  /** @param depth how many bytes in front of `birth` were matched already, as they are */
  #runView(view: number, birth: number, from: number, depth: number): void {
    const slot = this.#slotFor(view, birth);
    if (slot < 0) return;
    const bytes = this.#bytes;
    const automaton = view === views.base64 ? this.#knowledge.base64 : this.#knowledge.forms;
    const isEncoding = view >= views.hex;
    const shortest = view === views.hex ? minBytesForBits : 0;
    const start = birth - depth;
    let starts = startsOf[slot] as Int32Array;
    if (starts.length < depth + 4) starts = startsOf[slot] = new Int32Array(2 * depth + 4);
    let count = 0;
    for (; count < depth; count++) starts[count] = start + count;
    let node = from;
    let at = birth;
    // The opening table knew of an escape within three bytes.
    let lastEscape = birth + 2;
    let covered = bytes.length;
    while (at < bytes.length) {
      const answer = readUnit(view, bytes, at, count === 0, this.#isFinal, unit);
      if (answer === needsMore) {
        const open = automaton.depth[node] as number;
        if (!this.#isFinal) this.#keep(open > 0 ? (starts[count - open] as number) : at);
        node = 0;
        break;
      }
      if (answer === isNone) {
        covered = at;
        node = 0;
        break;
      }
      if (unit.isEscape) lastEscape = Math.max(lastEscape, unit.start);
      if (starts.length < count + 4) starts = startsOf[slot] = longer(starts);
      for (let i = 0; i < unit.count; i++) {
        starts[count++] = unit.start;
        node = stepFrom(automaton, node, unit.bytes[i] as number);
      }
      at = unit.end;
      if (((automaton.flags[node] as number) & isMatch) !== 0) {
        const length = longestMatch(automaton, node);
        if (length >= shortest) this.#found.push({ start: starts[count - length] as number, end: at });
      }
      const deep = automaton.depth[node] as number;
      const begin = deep === 0 ? at : (starts[count - deep] as number);
      const isShallow = begin > start && at - begin < 3;
      if (deep === 0 || isShallow || (!isEncoding && begin > lastEscape)) {
        covered = begin;
        node = 0;
        break;
      }
    }
    // What was matched before was not read in this view.
    this.#from[slot] = birth;
    this.#covered[slot] = covered;
    this.#counts[slot] = count;
    const open = openDepth(automaton, node);
    if (open > 0) this.#keep(starts[count - open] as number);
  }

  /** A slot whose last search is elsewhere; -1 where one has these units already, or both are here with others. */
  #slotFor(view: number, at: number): number {
    for (let slot = view * 2; slot < view * 2 + 2; slot++) {
      if (at < (this.#from[slot] as number) || at >= (this.#covered[slot] as number)) return slot;
      if (includes(startsOf[slot] as Int32Array, this.#counts[slot] as number, at)) return -1;
    }
    return -1;
  }

  #keep(from: number): void {
    if (from < this.#open) this.#open = from;
  }
}

function longer(starts: Int32Array): Int32Array {
  const copy = new Int32Array(starts.length * 2);
  copy.set(starts);
  return copy;
}

/** Whether a number is among the first `count`, which ascend. */
function includes(numbers: Int32Array, count: number, wanted: number): boolean {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low < count && numbers[low] === wanted;
}
