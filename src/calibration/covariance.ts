/** A Gaussian over learnt coordinates; that of a weighted population. */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { Particle } from './population.js';

/** Over the learnt coordinates. */
export interface Gaussian {
  readonly mean: Float64Array;
  /** Lower triangular: factor · factorᵀ = covariance. */
  readonly factor: Matrix;
}

/** Added on the diagonal: keeps a collapsed coordinate positive. */
const RIDGE = 1e-9;

/**
 * @param scale factor on the covariance
 * @param prior share of the prior's covariance, 1, that is mixed in: a few hundred particles over tens of coordinates
 *   have directions far too narrow by chance alone
 */
export function covarianceFactor(
  particles: readonly Particle[],
  weights: ArrayLike<number>,
  learnt: readonly number[],
  { scale = 1, prior = 0 }: { readonly scale?: number; readonly prior?: number },
): Gaussian {
  const n = learnt.length;
  const mean = Float64Array.from(learnt, (coordinate) =>
    particles.reduce((sum, { point }, at) => sum + weights[at]! * point[coordinate]!, 0),
  );
  const covariance = Matrix.zeros(n, n);
  for (const [at, { point }] of particles.entries()) {
    const weight = weights[at]!;
    if (weight === 0) continue;
    for (let i = 0; i < n; i++) {
      const left = weight * (point[learnt[i]!]! - mean[i]!);
      for (let j = 0; j <= i; j++)
        covariance.set(i, j, covariance.get(i, j) + left * (point[learnt[j]!]! - mean[j]!));
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      covariance.set(i, j, (1 - prior) * covariance.get(i, j));
      covariance.set(j, i, covariance.get(i, j));
    }
    covariance.set(i, i, (1 - prior) * covariance.get(i, i) + prior + RIDGE);
  }
  return { mean, factor: new CholeskyDecomposition(covariance.mul(scale)).lowerTriangularMatrix };
}
