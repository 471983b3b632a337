/** Moments of weighted samples: points with weights that need not sum to 1. Quantiles are in quantile.ts. */

/** Sum of weights. @throws RangeError unless each is ≥ 0 and finite and one is positive. */
export function totalWeight(weights: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (!(weight >= 0 && weight < Infinity))
      throw new RangeError(`weight ${i} is ${weight}: it must be finite and not negative`);
    total += weight;
  }
  if (!(total > 0)) throw new RangeError('no weight is positive');
  return total;
}

/** An interval over draws needs so many effective ones, or is refused (design rule). */
export const LEAST_EFFECTIVE = 100;

/** Kish's effective sample size, (Σw)² / Σw² (Survey Sampling, 1965): n for equal weights, 1 for a single one. */
export function effectiveSampleSize(weights: ArrayLike<number>): number {
  const total = totalWeight(weights);
  let squares = 0;
  for (let i = 0; i < weights.length; i++) squares += (weights[i]! / total) ** 2;
  return 1 / squares;
}

function checkRows(rows: readonly ArrayLike<number>[], weights: ArrayLike<number>): void {
  if (rows.length !== weights.length)
    throw new RangeError(`${rows.length} points but ${weights.length} weights`);
}

/**
 * Weighted mean of points, one row a point: Σ w x / Σ w in each coordinate.
 *
 * @throws RangeError when numbers of rows and weights differ, or for weights as in `totalWeight`
 */
export function weightedMean(
  rows: readonly ArrayLike<number>[],
  weights: ArrayLike<number>,
): readonly number[] {
  checkRows(rows, weights);
  const total = totalWeight(weights);
  return Array.from(rows[0]!, (_, j) => rows.reduce((sum, row, i) => sum + weights[i]! * row[j]!, 0) / total);
}

/**
 * Weighted covariance of points, one row a point, d × d; weights say how much a point counts, not how often it
 * was seen: Σ w (x − m)(x − m)ᵀ / (V₁ − V₂/V₁), V₁ = Σw and V₂ = Σw², NumPy's `aweights`. With equal weights the
 * divisor is n − 1. Symmetric to the last bit.
 *
 * @throws RangeError as `weightedMean`, and when one point has all the weight
 */
export function weightedCovariance(
  rows: readonly ArrayLike<number>[],
  weights: ArrayLike<number>,
): readonly (readonly number[])[] {
  const mean = weightedMean(rows, weights);
  const total = totalWeight(weights);
  // 1 − Σ(w/Σw)² as Σ p(1 − p): no cancellation when one point has nearly all the weight.
  let divisor = 0;
  for (let i = 0; i < weights.length; i++) divisor += weights[i]! * (1 - weights[i]! / total);
  if (!(divisor > 0)) throw new RangeError('a covariance needs two points of positive weight');
  return mean.map((_, j) =>
    mean.map((_, k) => {
      const sum = rows.reduce(
        (products, row, i) => products + weights[i]! * ((row[j]! - mean[j]!) * (row[k]! - mean[k]!)),
        0,
      );
      return sum / divisor;
    }),
  );
}
