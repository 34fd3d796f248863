// An Aho-Corasick automaton over bytes. Its nodes are the prefixes of the patterns; the node that is reached after some
// bytes is the longest suffix of them that is such a prefix. So its depth says how many bytes may still become a match.
//
// Nearly all nodes are links of chains: the only child of a node is the one behind it, and nothing needs to be kept of
// that but a bit. Ten bytes a node make ten thousand long keys affordable.

/** An automaton, as arrays over its nodes. Node 0 is the root. */
export interface Automaton {
  /** The child of the root for each byte. */
  readonly root: Int32Array;
  /** The byte that leads to the node. */
  readonly byte: Uint8Array;
  readonly flags: Uint8Array;
  /** The longest proper suffix that is a node. */
  readonly fallback: Int32Array;
  /** How many bytes lead to the node. */
  readonly depth: Int32Array;
  /** Children that do not stand behind their parent. */
  readonly branches: Branches;
}

/** The node behind is a child. */
const isChain = 1;
/** Some children are in `branches`. */
const hasBranches = 2;
/** A pattern ends here. */
const isEnd = 4;
/** A pattern ends here, or a suffix of what leads here is one. */
export const isMatch = 8;

/**
 * Builds the automaton of some patterns, which are not kept.
 *
 * @param totalBytes how long all of them are together, at most
 */
export function buildAutomaton(patterns: Iterable<Uint8Array>, totalBytes: number): Automaton {
  const capacity = totalBytes + 1;
  const root = new Int32Array(256);
  const byte = new Uint8Array(capacity);
  const flags = new Uint8Array(capacity);
  const depth = new Int32Array(capacity);
  const fallback = new Int32Array(capacity);
  const branches = new Branches(byte);
  const automaton = { root, byte, flags, fallback, depth, branches };
  const others = new Map<number, number[]>();
  let count = 1;

  const addBranch = (node: number, of: number, child: number) => {
    flags[node] = (flags[node] as number) | hasBranches;
    branches.add(node, of, child);
    const siblings = others.get(node);
    if (siblings) siblings.push(child);
    else others.set(node, [child]);
  };
  for (const pattern of patterns) {
    const { length } = pattern;
    if (length === 0) continue;
    let node = 0;
    let at = 0;
    for (; at < length; at++) {
      const child = childOf(automaton, node, pattern[at] as number);
      if (child === 0) break;
      node = child;
    }
    // What no other pattern begins with is a chain of new nodes.
    if (at < length) {
      const of = pattern[at] as number;
      if (node === 0) root[of] = count;
      else if (count === node + 1) flags[node] = (flags[node] as number) | isChain;
      else addBranch(node, of, count);
      for (; at < length; at++) {
        byte[count] = pattern[at] as number;
        depth[count] = at + 1;
        flags[count++] = isChain;
      }
      node = count - 1;
      flags[node] = 0;
    }
    flags[node] = (flags[node] as number) | isEnd | isMatch;
  }

  settleAll(automaton, others);
  return automaton;
}

/** Nodes up to this depth are settled level by level. */
const shallow = 16;

/**
 * Finds the fallbacks of all nodes. One is always on a higher level than its node, which asks for level after level; but that jumps between
 * all chains at each step, and memory is slow. Nearly all fallbacks are shallow: once those levels are done, a chain can be
 * walked to its end. Where its fallbacks are deep it waits for the levels above.
 */
function settleAll(automaton: Automaton, others: ReadonlyMap<number, readonly number[]>): void {
  const { root, flags, fallback, depth } = automaton;
  const settleChildren = (node: number, settled: number[]) => {
    const kinds = flags[node] as number;
    const from = fallback[node] as number;
    if ((kinds & isChain) !== 0) {
      settle(automaton, node + 1, from);
      settled.push(node + 1);
    }
    if ((kinds & hasBranches) === 0) return;
    for (const child of others.get(node) ?? []) {
      settle(automaton, child, from);
      settled.push(child);
    }
  };
  let level: number[] = [...root].filter((child) => child !== 0);
  for (let at = 1; at < shallow; at++) {
    const next: number[] = [];
    for (const node of level) settleChildren(node, next);
    level = next;
  }
  const waiting: number[][] = [];
  for (let node = level.pop(); node !== undefined; node = level.pop()) {
    if ((depth[fallback[node] as number] as number) < shallow) settleChildren(node, level);
    else {
      const at = depth[node] as number;
      waiting[at] ??= [];
      waiting[at].push(node);
    }
  }
  for (let at = shallow; at < waiting.length || level.length > 0; at++) {
    const next: number[] = [];
    for (const node of level) settleChildren(node, next);
    for (const node of waiting[at] ?? []) settleChildren(node, next);
    level = next;
  }
}

/** Finds the fallback of a node by that of its parent. */
function settle(automaton: Automaton, child: number, from: number): void {
  const { fallback, flags, byte } = automaton;
  const target = stepFrom(automaton, from, byte[child] as number);
  if (target === 0) return;
  fallback[child] = target;
  flags[child] = (flags[child] as number) | ((flags[target] as number) & isMatch);
}

function childOf({ root, byte, flags, branches }: Automaton, node: number, of: number): number {
  if (node === 0) return root[of] as number;
  const kinds = flags[node] as number;
  if ((kinds & isChain) !== 0 && byte[node + 1] === of) return node + 1;
  return (kinds & hasBranches) === 0 ? 0 : branches.find(node, of);
}

/** The node behind another one and a byte. */
export function stepFrom(automaton: Automaton, from: number, of: number): number {
  let node = from;
  for (;;) {
    const child = childOf(automaton, node, of);
    if (child !== 0 || node === 0) return child;
    node = automaton.fallback[node] as number;
  }
}

/** How long the longest pattern is that ends at a node with `isMatch`. */
export function longestMatch({ flags, fallback, depth }: Automaton, at: number): number {
  let node = at;
  while (((flags[node] as number) & isEnd) === 0) node = fallback[node] as number;
  return depth[node] as number;
}

/** How many of the last bytes are the beginning of a pattern that is not complete yet. */
export function openDepth({ flags, fallback, depth }: Automaton, at: number): number {
  let node = at;
  while (node !== 0 && ((flags[node] as number) & (isChain | hasBranches)) === 0) node = fallback[node] as number;
  return depth[node] as number;
}

/** A hash table of parents and children: the keys of a Map would cost more than all the rest. */
class Branches {
  readonly #byte: Uint8Array;
  /** Pairs of a parent and a child, each at the place of its hash or at the next free one. */
  #pairs = new Int32Array(2 * 64);
  #mask = 63;
  #count = 0;

  /** @param byte by node, the byte that leads to it */
  constructor(byte: Uint8Array) {
    this.#byte = byte;
  }

  find(parent: number, of: number): number {
    const pairs = this.#pairs;
    for (let at = this.#placeOf(parent, of); ; at = (at + 1) & this.#mask) {
      const child = pairs[2 * at + 1] as number;
      if (child === 0 || (pairs[2 * at] === parent && this.#byte[child] === of)) return child;
    }
  }

  add(parent: number, of: number, child: number): void {
    if (2 * ++this.#count > this.#mask) this.#grow();
    this.#put(parent, of, child);
  }

  #put(parent: number, of: number, child: number): void {
    const pairs = this.#pairs;
    let at = this.#placeOf(parent, of);
    while (pairs[2 * at + 1] !== 0) at = (at + 1) & this.#mask;
    pairs[2 * at] = parent;
    pairs[2 * at + 1] = child;
  }

  #placeOf(parent: number, of: number): number {
    const hash = Math.imul(parent ^ (of << 23), 0x9e3779b1);
    return (hash ^ (hash >>> 15)) & this.#mask;
  }

  #grow(): void {
    const old = this.#pairs;
    this.#mask = 2 * this.#mask + 1;
    this.#pairs = new Int32Array(2 * (this.#mask + 1));
    for (let at = 0; at < old.length; at += 2) {
      const child = old[at + 1] as number;
      if (child !== 0) this.#put(old[at] as number, this.#byte[child] as number, child);
    }
  }
}
