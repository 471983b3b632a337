import { betaQuantile } from './beta.js';
import { checkLevel } from './interval.js';
import type { Interval } from './interval.js';
import { studentQuantile } from './student.js';

/**
 * Exact binomial interval (Clopper & Pearson, Biometrika 26:404, 1934) for a proportion from independent trials.
 * Covers at least `level` of the time. Fractional counts are allowed, for effective sample sizes.
 *
 * @throws RangeError unless 0 ≤ successes ≤ trials, trials > 0 and 0 < level < 1
 */
export function clopperPearson(successes: number, trials: number, level: number): Interval {
  checkLevel(level);
  if (!(trials > 0 && successes >= 0 && successes <= trials))
    throw new RangeError(`${successes} of ${trials} is not a proportion`);
  const tail = (1 - level) / 2;
  return {
    lower: successes === 0 ? 0 : betaQuantile(successes, trials - successes + 1, tail),
    upper: successes === trials ? 1 : betaQuantile(successes + 1, trials - successes, 1 - tail),
    level,
    degenerate: false,
  };
}

/** What `clusteredProportion` reads of a `ClusterMean` of zeros and ones. */
export interface ClusteredShare {
  /** Replicates. */
  readonly n: number;
  /** Draws. */
  readonly clusters: number;
  /** The share, 0 … 1. */
  readonly estimate: number;
  /** Its cluster-robust standard error; NaN when there is one replicate only. */
  readonly standardError: number;
  /** Degrees of freedom of the standard error. */
  readonly df: number;
  readonly unit: 'draw' | 'replicate';
}

/**
 * Interval for a share whose replicates are clustered in draws: Clopper–Pearson at the effective sample size of
 * Korn & Graubard (Survey Methodology 24:193, 1998), n* = p(1 − p)/se² · (t₍n−1₎ / t₍df₎)², the second factor for
 * the draws being few. n* is kept between the number of draws and n: replicates of one draw carry at least as
 * much as one trial together and at most one each. When all replicates agree the design effect cannot be seen,
 * and the draws are counted as the trials. With one draw the replicates are the unit, n* = n.
 *
 * Measured coverage at 90 % for a mean share of 0.05 that varies uniformly between draws, 5, 10, 30, 100 draws:
 * 98, 99, 98, 93 % with one replicate per draw, 98, 98, 93, 91 % with ten (10,000 data sets each, held by
 * test/statistical/intervals-derived.test.ts).
 *
 * @throws RangeError when the estimate is not from 0 to 1 or n is 0, and unless 0 < level < 1
 */
export function clusteredProportion(
  share: ClusteredShare,
  level: number,
): Interval & { readonly effective: number } {
  checkLevel(level);
  const { n, clusters, estimate, standardError, df } = share;
  if (!(n > 0 && estimate >= 0 && estimate <= 1))
    throw new RangeError(`${estimate} of ${n} replicates is not a proportion`);
  let effective = clusters === 1 ? n : clusters;
  if (clusters > 1 && standardError > 0) {
    const upper = (1 + level) / 2;
    const few = (studentQuantile(upper, n - 1) / studentQuantile(upper, df)) ** 2;
    effective = Math.min(n, Math.max(clusters, ((estimate * (1 - estimate)) / standardError ** 2) * few));
  }
  // Rounding may leave p·n* a little above n* for p = 1.
  const interval = clopperPearson(Math.min(effective, estimate * effective), effective, level);
  return { ...interval, effective };
}
