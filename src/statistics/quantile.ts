/**
 * Quantiles of lists that are at hand as a whole. The type-7 rule is stated once, over order statistics, so that a
 * sketch interpolates as simple-statistics does on a sorted list; a test holds the two together.
 */

import { quantileSorted as librarySorted } from 'simple-statistics';

function checkProbability(p: number): void {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile needs a probability from 0 to 1, got ${p}`);
}

/**
 * Type-7 quantile (Hyndman & Fan 1996; the default of R and NumPy): linear between the order statistics at
 * h = (n − 1)·p. NaN for an empty list.
 *
 * @param sorted ascending, without NaN
 * @throws RangeError when p is not from 0 to 1
 */
export function quantileSorted(sorted: ArrayLike<number>, p: number): number {
  checkProbability(p);
  // The library indexes only, so any array-like will do.
  return sorted.length === 0 ? NaN : librarySorted(sorted as number[], p);
}

/**
 * Type-7 interpolation where order statistics come from a function.
 *
 * @param n how many values there are, at least 1
 * @param orderStatistic the value of rank 0 … n − 1, ascending
 * @throws RangeError when p is not from 0 to 1
 */
export function interpolateOrder(n: number, p: number, orderStatistic: (rank: number) => number): number {
  checkProbability(p);
  const h = (n - 1) * p;
  const rank = Math.floor(h);
  const low = orderStatistic(rank);
  if (h === rank) return low;
  const high = orderStatistic(rank + 1);
  return low + (h - rank) * (high - low);
}

/**
 * Weighted quantile as in pyABC: value k of the sorted list stands at cumulative weight minus half its own
 * weight (weights scaled to sum to 1), linear between, constant outside.
 *
 * @param values in any order, without NaN
 * @param weights as many, each ≥ 0, with a positive sum; values of weight 0 take no part
 * @throws RangeError when lengths differ, a weight is negative or not finite, no weight is positive, or p is
 *   not from 0 to 1
 */
export function weightedQuantile(values: readonly number[], weights: readonly number[], p: number): number {
  checkProbability(p);
  if (values.length !== weights.length)
    throw new RangeError(`${values.length} values but ${weights.length} weights`);
  if (!weights.every((weight) => weight >= 0 && Number.isFinite(weight)))
    throw new RangeError('a weight is negative or not finite');
  const points = values
    .map((value, i) => ({ value, weight: weights[i] as number }))
    .filter((point) => point.weight > 0);
  points.sort((a, b) => a.value - b.value);
  const total = points.reduce((sum, point) => sum + point.weight, 0);
  if (!(total > 0)) throw new RangeError('no weight is positive');
  let before = 0;
  let previous: { at: number; value: number } | undefined;
  for (const { value, weight } of points) {
    const at = (before + weight / 2) / total;
    if (p <= at) {
      if (!previous) return value;
      return previous.value + ((p - previous.at) / (at - previous.at)) * (value - previous.value);
    }
    previous = { at, value };
    before += weight;
  }
  return previous ? previous.value : NaN;
}
