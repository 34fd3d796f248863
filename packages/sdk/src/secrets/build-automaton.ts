// An Aho-Corasick automaton over bytes. Its nodes are the prefixes of the patterns; the node that is reached after some
// bytes is the longest suffix of them that is such a prefix. So its depth says how many bytes may still become a match,
// and nothing else has to be kept of a stream.
//
// The root and its children have a full row of transitions each, since that is where ordinary text spends its time.
// Deeper nodes are mostly chains and keep their children as a list, which makes a key of some kilobytes, in all its
// encodings, cost some hundred kilobytes and not some hundred megabytes.

/** An automaton, as arrays over its nodes. Node 0 is the root. */
export interface Automaton {
  /** The child (or fallback) of a shallow node for each byte, at `node * 256 + byte`. Nodes below `shallow` have rows. */
  readonly rows: Int32Array;
  readonly shallow: number;
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  /** The byte that leads to the node. */
  readonly byte: Uint8Array;
  /** The longest proper suffix that is a node. */
  readonly fallback: Int32Array;
  /** How long the longest pattern is that ends here; 0 where none does. */
  readonly matched: Int32Array;
  /** How many bytes lead to the node. */
  readonly depth: Int32Array;
  /** Whether some pattern may begin with three bytes, by their hash ({@link hashNext}). */
  readonly beginnings: Uint8Array;
  /** How many of the last bytes are the beginning of a pattern that is not complete yet. */
  readonly held: Int32Array;
}

/** The hash of the last three bytes, from the hash of those before it; older bytes leave it by themselves. */
export function hashNext(hash: number, byte: number): number {
  return ((hash << 6) ^ byte) & 0x3ffff;
}

/** Builds the automaton of some patterns, each of at least three bytes. */
export function buildAutomaton(patterns: Iterable<Uint8Array>): Automaton {
  const unique = [...patterns];
  const capacity = unique.reduce((sum, pattern) => sum + pattern.length, 1);
  const firstChild = new Int32Array(capacity);
  const nextSibling = new Int32Array(capacity);
  const byte = new Uint8Array(capacity);
  const depth = new Int32Array(capacity);
  const matched = new Int32Array(capacity);
  let count = 1;

  const childOf = (node: number, of: number): number => {
    let child = at(firstChild, node);
    while (child !== 0 && byte[child] !== of) child = at(nextSibling, child);
    return child;
  };
  const addChild = (node: number, of: number): number => {
    const child = count++;
    byte[child] = of;
    depth[child] = at(depth, node) + 1;
    nextSibling[child] = at(firstChild, node);
    firstChild[node] = child;
    return child;
  };

  // First bytes come first, so that the nodes with rows are the ones with the lowest numbers.
  for (const pattern of unique) {
    const first = pattern[0];
    if (first !== undefined && childOf(0, first) === 0) addChild(0, first);
  }
  const shallow = count;
  const beginnings = new Uint8Array(0x40000);
  for (const pattern of unique) {
    let node = 0;
    for (const of of pattern) node = childOf(node, of) || addChild(node, of);
    if (node !== 0) matched[node] = pattern.length;
    beginnings[pattern.subarray(0, 3).reduce(hashNext, 0)] = 1;
  }

  const fallback = new Int32Array(count);
  const held = new Int32Array(count);
  const queue = [0];
  for (let i = 0; i < queue.length; i++) {
    const node = queue[i] ?? 0;
    for (let child = at(firstChild, node); child !== 0; child = at(nextSibling, child)) {
      queue.push(child);
      if (node === 0) continue;
      let from = at(fallback, node);
      let target = childOf(from, byte[child] ?? 0);
      while (target === 0 && from !== 0) {
        from = at(fallback, from);
        target = childOf(from, byte[child] ?? 0);
      }
      fallback[child] = target;
    }
    matched[node] = at(matched, node) || at(matched, at(fallback, node));
    held[node] = at(firstChild, node) === 0 ? at(held, at(fallback, node)) : at(depth, node);
  }

  const rows = new Int32Array(shallow * 256);
  for (let of = 0; of < 256; of++) {
    const fromRoot = childOf(0, of);
    rows[of] = fromRoot;
    for (let node = 1; node < shallow; node++) rows[node * 256 + of] = childOf(node, of) || fromRoot;
  }
  return {
    rows,
    shallow,
    firstChild: firstChild.slice(0, count),
    nextSibling: nextSibling.slice(0, count),
    byte: byte.slice(0, count),
    fallback,
    depth: depth.slice(0, count),
    beginnings,
    matched: matched.slice(0, count),
    held,
  };
}

function at(array: Int32Array, index: number): number {
  return array[index] ?? 0;
}
