/**
 * How often each pair of counts was seen in a draw. A bar may be known only when all replicates are in (twice the
 * mean before the change), so the counts are kept and not whether they reach it. Memory follows the number of
 * different pairs, not of replicates.
 */

/** Largest count that two of fit in one number. */
const LARGEST = 2 ** 26;

export interface CountedPair {
  readonly draw: number;
  readonly scenario: number;
  readonly reference: number;
  readonly times: number;
}

export class PairCounts {
  private readonly byDraw = new Map<number, Map<number, number>>();

  /** @throws RangeError unless both are whole numbers from 0 to 2²⁶ − 1 */
  add(draw: number, scenario: number, reference: number): void {
    for (const count of [scenario, reference]) {
      if (!(Number.isInteger(count) && count >= 0 && count < LARGEST))
        throw new RangeError(`claims over a window are a whole number of at least 0, got ${count}`);
    }
    let pairs = this.byDraw.get(draw);
    if (!pairs) this.byDraw.set(draw, (pairs = new Map()));
    const both = scenario * LARGEST + reference;
    pairs.set(both, (pairs.get(both) ?? 0) + 1);
  }

  /** Sorted by draw, then counts: the order of arrival does not matter. */
  *pairs(): Generator<CountedPair> {
    for (const [draw, pairs] of [...this.byDraw].sort(([a], [b]) => a - b)) {
      for (const [both, times] of [...pairs].sort(([a], [b]) => a - b)) {
        yield { draw, scenario: Math.floor(both / LARGEST), reference: both % LARGEST, times };
      }
    }
  }
}
