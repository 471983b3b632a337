/** The nearest word of a closed list: what a misspelt key or value was probably meant to be. */

/** Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length]!;
}

/**
 * The candidate nearest to `text`, ignoring case, or undefined if none is near: at most a third of the letters
 * may differ, and three in all. `nameOf` is the part of a candidate that is compared; without it, a candidate that
 * ends in `.text` is as near as it gets. Earlier candidates win ties.
 */
export function nearest(
  text: string,
  candidates: readonly string[],
  nameOf: (candidate: string) => string = (candidate) => candidate,
): string | undefined {
  // A long word is near to nothing, and the distance takes time in proportion to its length.
  if (text.length > 60) return undefined;
  const limit = Math.min(3, Math.max(1, Math.floor(text.length / 3)));
  let best: { candidate: string; distance: number } | undefined;
  const a = folded(text);
  for (const candidate of candidates) {
    const b = folded(nameOf(candidate));
    const isEnd = b.endsWith(`.${a}`);
    // Each letter more is an insertion.
    if (!isEnd && Math.abs(a.length - b.length) > limit) continue;
    const distance = isEnd ? 0 : editDistance(a, b);
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** Lower case, with hyphens for spaces and underscores. */
export function folded(text: string): string {
  return text.toLowerCase().replace(/[ _]/g, '-');
}

/** `did you mean X?`, or, if nothing is near, the fallback. */
export function didYouMean(
  text: string,
  candidates: readonly string[],
  fallback: string,
  nameOf?: (candidate: string) => string,
): string {
  const found = nearest(text, candidates, nameOf);
  return found === undefined ? fallback : `did you mean ${found}?`;
}
