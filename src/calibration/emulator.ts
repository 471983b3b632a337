/**
 * A local linear emulator: least squares of the residuals of recent simulations, accepted or not, on the learnt
 * coordinates. With the prior it gives a Gaussian that lies near the posterior, in closed form, and is the prior
 * itself in every direction that the data do not speak of. A covariance of a few hundred particles over forty
 * coordinates has directions far too narrow by chance alone, and moves that adapt to it keep them so.
 */
import { CholeskyDecomposition, inverse, Matrix, solve } from 'ml-matrix';
import type { Gaussian } from './covariance.js';
import type { Simulated } from './population.js';

/** Simulations that are remembered: fifty for each coefficient. */
const RECENT = 2000;
/** Added on the diagonal of the squares of coordinates: slopes of few simulations shrink to none. */
const RIDGE = 20;
/** Parts of the squared tolerance and of the residual variance that count as error: as narrow as moves are best accepted. */
const OF_TOLERANCE = 0.5;
const OF_CHANCE = 0.25;

interface Row {
  /** 1, then the learnt coordinates. */
  readonly inputs: Float64Array;
  readonly residuals: Float64Array;
}

export class Emulator {
  private readonly rows: Row[] = [];

  /** @param shares weight of each residual: the prior probability that it is scored */
  constructor(
    private readonly learnt: readonly number[],
    private readonly shares: readonly number[],
  ) {}

  /** Remembers simulations; those that failed say nothing. */
  add(points: readonly Float64Array[], simulated: readonly Simulated[]): void {
    for (const [at, { residuals }] of simulated.entries()) {
      if (!residuals.every(Number.isFinite)) continue;
      const inputs = Float64Array.of(1, ...this.learnt.map((coordinate) => points[at]![coordinate]!));
      this.rows.push({ inputs, residuals });
    }
    this.rows.splice(0, this.rows.length - RECENT);
  }

  /** Posterior of the learnt coordinates, were the emulator right, residuals being 0 within the tolerance. */
  gaussian(tolerance: number): Gaussian {
    const n = this.learnt.length;
    const slopes = this.coefficients();
    const variances = this.residualVariances(slopes);
    const precision = Matrix.eye(n, n);
    const towards = Matrix.zeros(n, 1);
    for (const [of, share] of this.shares.entries()) {
      const variance = OF_TOLERANCE * tolerance ** 2 + OF_CHANCE * variances[of]!;
      // A residual without chance at tolerance 0 is left out: it would be believed without end.
      if (!(variance > 0 && variance < Infinity)) continue;
      for (let i = 0; i < n; i++) {
        const weight = (share * slopes.get(i + 1, of)) / variance;
        towards.set(i, 0, towards.get(i, 0) - weight * slopes.get(0, of));
        for (let j = 0; j < n; j++) precision.set(i, j, precision.get(i, j) + weight * slopes.get(j + 1, of));
      }
    }
    const covariance = inverse(precision);
    return {
      mean: Float64Array.from(covariance.mmul(towards).to1DArray()),
      factor: new CholeskyDecomposition(symmetric(covariance)).lowerTriangularMatrix,
    };
  }

  /** Intercept and slopes, a column for each residual. */
  private coefficients(): Matrix {
    const size = this.learnt.length + 1;
    const squares = new Float64Array(size * size);
    const products = new Float64Array(size * this.shares.length);
    for (const { inputs, residuals } of this.rows) {
      for (let i = 0; i < size; i++) {
        const input = inputs[i]!;
        for (let j = 0; j < size; j++) squares[i * size + j]! += input * inputs[j]!;
        for (let of = 0; of < residuals.length; of++)
          products[i * residuals.length + of]! += input * residuals[of]!;
      }
    }
    for (let i = 0; i < size; i++) squares[i * size + i]! += i === 0 ? Number.EPSILON : RIDGE;
    return solve(
      Matrix.from1DArray(size, size, squares),
      Matrix.from1DArray(size, this.shares.length, products),
    );
  }

  private residualVariances(slopes: Matrix): Float64Array {
    const variances = new Float64Array(this.shares.length);
    const columns = this.shares.map((_, of) => slopes.getColumn(of));
    for (const { inputs, residuals } of this.rows)
      for (const [of, column] of columns.entries()) {
        let rest = residuals[of]!;
        for (let i = 0; i < column.length; i++) rest -= column[i]! * inputs[i]!;
        variances[of]! += rest ** 2 / this.rows.length;
      }
    return variances;
  }
}

function symmetric(matrix: Matrix): Matrix {
  return Matrix.add(matrix, matrix.transpose()).div(2);
}
