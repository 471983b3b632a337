import type { Interval } from './interval.js';
import { checkLevel } from './interval.js';
import { normalQuantile } from './student.js';

/** Ranks 1 … n; equal values share the mean of their places. */
function midranks(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

export interface RankCorrelation {
  /** Pairs. */
  readonly n: number;
  /** Spearman's ρ, −1 … 1; null when one side does not vary. */
  readonly estimate: number | null;
  /** Null when there is no estimate or n < 4. */
  readonly interval: Interval | null;
}

/**
 * Spearman's rank correlation, ties sharing their mean rank, with the interval of Bonett & Wright (Psychometrika
 * 65:23, 2000): Fisher's z with standard error √((1 + ρ²/2)/(n − 3)). At ρ = ±1 the interval is that point, which
 * says that no pair disagreed, not that ρ is known.
 *
 * @throws RangeError when lengths differ, for NaN, and unless 0 < level < 1
 */
export function rankCorrelation(
  xs: readonly number[],
  ys: readonly number[],
  level: number,
): RankCorrelation {
  checkLevel(level);
  const n = xs.length;
  if (ys.length !== n) throw new RangeError(`${n} values against ${ys.length}`);
  if (xs.some(Number.isNaN) || ys.some(Number.isNaN))
    throw new RangeError('a rank correlation needs numbers, not NaN');
  const [a, b] = [midranks(xs), midranks(ys)];
  const middle = (n + 1) / 2;
  let [products, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [p, q] = [a[i]! - middle, b[i]! - middle];
    products += p * q;
    squaresA += p * p;
    squaresB += q * q;
  }
  if (squaresA === 0 || squaresB === 0) return { n, estimate: null, interval: null };
  const estimate = Math.max(-1, Math.min(1, products / Math.sqrt(squaresA * squaresB)));
  if (n < 4) return { n, estimate, interval: null };
  if (Math.abs(estimate) === 1)
    return { n, estimate, interval: { lower: estimate, upper: estimate, level, degenerate: true } };
  const half = normalQuantile((1 + level) / 2) * Math.sqrt((1 + estimate ** 2 / 2) / (n - 3));
  const z = Math.atanh(estimate);
  return {
    n,
    estimate,
    interval: { lower: Math.tanh(z - half), upper: Math.tanh(z + half), level, degenerate: false },
  };
}
