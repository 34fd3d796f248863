/** So many names are compared at most: where thousands are wrong and thousands are known, each with each would take for ever. */
const mostCompared = 1000;

/** Nobody mistypes a longer one, and comparing costs the square of the length. */
const longestName = 100;

/**
 * The name that was probably meant: the closest of the known ones, fewer than three changes away and not simply
 * another short word. The first wins among equals.
 */
export function suggestName(given: string, known: Iterable<string>): string | undefined {
  if (given.length > longestName) return undefined;
  let best: string | undefined;
  let bestDistance = Math.min(3, Math.max(2, given.length));
  let compared = 0;
  for (const name of known) {
    if (++compared > mostCompared) break;
    if (name === given || Math.abs(name.length - given.length) >= bestDistance) continue;
    const distance = editDistance(given, name, bestDistance);
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** ` Did you mean "x"?`, to be put behind a sentence; empty where nothing is close. */
export function didYouMean(suggestion: string | undefined): string {
  return suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`;
}

/**
 * How many single characters must be inserted, removed, replaced or swapped with their neighbour to get from one to the other;
 * counting ends at the limit.
 */
function editDistance(from: string, to: string, limit: number): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, i) => i);
  let leastBefore = 0;
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      let cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (isSame ? 0 : 1));
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (isSwap) cost = Math.min(cost, (beforePrevious[j - 2] ?? 0) + 1);
      current.push(cost);
      least = Math.min(least, cost);
    }
    // A later row builds on the two before it, and only a swap on the older one.
    if (least >= limit && leastBefore >= limit - 1) return limit;
    leastBefore = least;
    beforePrevious = previous;
    previous = current;
  }
  return previous[to.length] ?? 0;
}
