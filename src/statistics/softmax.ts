/** Weights that are in proportion to the exponential of independent estimates, and how well they are known. */
import { studentInterval } from './interval.js';
import type { Interval } from './interval.js';
import { type Stratum, welchDf } from './stratified.js';

export interface SoftmaxWeight {
  /** 0 … 1; they sum to 1. */
  readonly weight: number;
  /** `null` where a standard error is not known, or the weight is the only one. */
  readonly interval: Interval | null;
}

/**
 * exp(estimate) ÷ the sum of all, each with an interval on the scale of its log odds, so that it stays within 0 and 1.
 * The log odds of one weight are its estimate less the logarithm of the sum of the others' exponentials; their variance
 * is by linearisation se²ᵢ + Σ (wⱼ / (1 − wᵢ))² se²ⱼ, on the degrees of freedom of Welch and Satterthwaite.
 *
 * Measured coverage at 90 % for four estimates, each a mean over 3, 5 or 6 Gaussian runs, errors of 0.05 to 0.3 and
 * one weight of 0.9: 89 to 92 % (test/statistical/softmax.test.ts).
 *
 * @throws RangeError for an empty list, and unless 0 < level < 1
 */
export function softmaxWeights(estimates: readonly Stratum[], level: number): SoftmaxWeight[] {
  if (estimates.length === 0) throw new RangeError('weights need at least one estimate');
  const most = Math.max(...estimates.map(({ estimate }) => estimate));
  const sizes = estimates.map(({ estimate }) => Math.exp(estimate - most));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return estimates.map((own, at): SoftmaxWeight => {
    const weight = sizes[at]! / total;
    const rest = sizes.reduce((sum, size, of) => sum + (of === at ? 0 : size), 0);
    if (!(rest > 0)) return { weight, interval: null };
    // The log odds as a sum of independent parts.
    const parts = estimates.map(({ standardError, df }, of) => ({
      standardError: standardError * (of === at ? 1 : sizes[of]! / rest),
      df,
    }));
    const error = Math.hypot(...parts.map(({ standardError }) => standardError));
    const odds = own.estimate - most - Math.log(rest);
    const interval = studentInterval(odds, error, welchDf(parts), level);
    if (interval === null) return { weight, interval };
    return {
      weight,
      interval: { ...interval, lower: logistic(interval.lower), upper: logistic(interval.upper) },
    };
  });
}

function logistic(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}
