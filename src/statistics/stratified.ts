import { studentInterval } from './interval.js';
import type { Interval } from './interval.js';

/** One independent estimate, such as a contrast under one explanation. */
export interface Stratum {
  readonly estimate: number;
  /** NaN when it is not known. */
  readonly standardError: number;
  /** Degrees of freedom of the standard error. */
  readonly df: number;
}

/** The equal-weights average of independent estimates. */
export interface StratifiedMean extends Stratum {
  /** No stratum showed variation: an interval would say "no variation in n", not certainty. */
  readonly degenerate: boolean;
  /** Student interval; null when a stratum's standard error is not known. @throws RangeError unless 0 < level < 1 */
  interval(level: number): Interval | null;
}

/**
 * Average over strata with equal weights, se² = Σ se²ᵢ / k², degrees of freedom by Welch (Biometrika 34:28, 1947)
 * and Satterthwaite: (Σ se²ᵢ)² / Σ (se⁴ᵢ / dfᵢ). Strata without variation add none; a stratum whose standard
 * error is NaN makes that of the average NaN.
 *
 * Measured coverage of the 90 % interval of four strata with one replicate per draw at 5, 10, 30, 100 draws each
 * (10,000 data sets, standard error 0.3 points, held by test/statistical/intervals-derived.test.ts): Gaussian 90 %
 * throughout, also with standard errors of 1:2:4:8; negative-binomial counts 88, 89, 89, 90 %, with 1:2:4:8 86, 87,
 * 89, 89 %.
 *
 * @throws RangeError for an empty list
 */
export function stratifiedMean(strata: readonly Stratum[]): StratifiedMean {
  if (strata.length === 0) throw new RangeError('an average over strata needs at least one');
  const estimate = strata.reduce((mean, stratum, i) => mean + (stratum.estimate - mean) / (i + 1), 0);
  const standardError =
    Math.sqrt(strata.reduce((sum, stratum) => sum + stratum.standardError ** 2, 0)) / strata.length;
  const df = welchDf(strata);
  return {
    estimate,
    standardError,
    df,
    degenerate: standardError === 0,
    interval: (level) => studentInterval(estimate, standardError, df, level),
  };
}

/**
 * Welch–Satterthwaite degrees of freedom of a sum of independent estimates. Estimates without variation have no
 * part in them; where none varies it is the sum of all, n₁ + n₂ − 2 for two means of independent replicates. NaN
 * where a standard error is not known.
 */
export function welchDf(strata: readonly Pick<Stratum, 'standardError' | 'df'>[]): number {
  const largest = Math.max(...strata.map((stratum) => stratum.standardError));
  if (largest === 0) return strata.reduce((sum, { df }) => sum + df, 0);
  let sum = 0;
  let parts = 0;
  for (const { standardError, df } of strata) {
    // A stratum without variation may have no degrees of freedom either.
    if (standardError === 0) continue;
    // Scaled, so that fourth powers of tiny standard errors do not vanish.
    const variance = (standardError / largest) ** 2;
    sum += variance;
    parts += variance ** 2 / df;
  }
  return sum ** 2 / parts;
}
