import type { Interval } from './interval.js';
import { checkLevel } from './interval.js';
import { studentQuantile } from './student.js';

/** Two estimated means with their covariance, such as claims averted and raids added. */
export interface Quotient {
  readonly over: number;
  readonly under: number;
  readonly overVariance: number;
  readonly underVariance: number;
  readonly covariance: number;
  /** Degrees of freedom of the variances. */
  readonly df: number;
}

/**
 * Fieller's interval (JRSS B 16:175, 1954) for the quotient of two means of which the lower one may be near 0: all θ
 * for which over − θ·under is not told from 0. It is honest about a denominator that may be 0: then it has no bounds,
 * and this is null, as it is where a variance is not known.
 *
 * Measured coverage stands in docs/intervals.md.
 *
 * @throws RangeError unless 0 < level < 1
 */
export function fiellerInterval(quotient: Quotient, level: number): Interval | null {
  checkLevel(level);
  const { over, under, overVariance, underVariance, covariance, df } = quotient;
  if (![over, under, overVariance, underVariance, covariance].every(Number.isFinite) || !(df > 0))
    return null;
  const t = studentQuantile((1 + level) / 2, df) ** 2;
  const square = under ** 2 - t * underVariance;
  if (!(square > 0)) return null;
  const linear = over * under - t * covariance;
  const constant = over ** 2 - t * overVariance;
  // Never below 0 where the denominator is told from 0, but for rounding.
  const root = Math.sqrt(Math.max(0, linear ** 2 - square * constant));
  return {
    lower: (linear - root) / square,
    upper: (linear + root) / square,
    level,
    degenerate: root === 0,
  };
}

/** The quotient of averages, each stratum with its weight; degrees of freedom are the fewest of any stratum. */
export function averageQuotient(strata: readonly Quotient[], weights: readonly number[]): Quotient {
  const sum = (of: (stratum: Quotient) => number, power: 1 | 2): number =>
    strata.reduce((total, stratum, at) => total + of(stratum) * weights[at]! ** power, 0);
  return {
    over: sum(({ over }) => over, 1),
    under: sum(({ under }) => under, 1),
    overVariance: sum(({ overVariance }) => overVariance, 2),
    underVariance: sum(({ underVariance }) => underVariance, 2),
    covariance: sum(({ covariance }) => covariance, 2),
    df: Math.min(...strata.map(({ df }) => df)),
  };
}
