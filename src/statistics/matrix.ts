import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/**
 * Lower triangular Cholesky factor of a covariance, d × d: factor · factorᵀ = covariance + ridge · its diagonal. The
 * ridge, relative to each variance, keeps a covariance of few or collinear points positive definite.
 *
 * @param ridge ≥ 0; 1e-9 changes no digit that is printed
 * @throws RangeError unless the covariance is square and symmetric and, with the ridge, positive definite: a
 *   coordinate that does not vary is named
 */
export function choleskyFactor(
  covariance: readonly (readonly number[])[],
  ridge: number,
): readonly (readonly number[])[] {
  const d = covariance.length;
  if (!(ridge >= 0 && ridge < Infinity)) throw new RangeError(`a ridge is at least 0, got ${ridge}`);
  covariance.forEach((row, i) => {
    if (row.length !== d)
      throw new RangeError(`row ${i} of a ${d} × ${d} covariance has ${row.length} numbers`);
    row.forEach((value, j) => {
      if (value !== covariance[j]![i]) throw new RangeError(`a covariance is not symmetric at (${i}, ${j})`);
    });
    if (!(row[i]! > 0)) throw new RangeError(`coordinate ${i} of a covariance has variance ${row[i]}`);
  });
  const ridged = new Matrix(covariance.map((row, i) => row.map((x, j) => (i === j ? x * (1 + ridge) : x))));
  const decomposition = new CholeskyDecomposition(ridged);
  if (!decomposition.isPositiveDefinite())
    throw new RangeError(`a covariance with ridge ${ridge} is not positive definite`);
  return decomposition.lowerTriangularMatrix.to2DArray();
}
