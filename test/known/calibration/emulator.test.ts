/** The emulator's Gaussian where the answer is known: linear residuals, and directions that no residual speaks of. */
import { describe, expect, it } from 'vitest';
import { Emulator } from '../../../src/calibration/emulator.js';
import { Draws } from '../../../src/random/draws.js';
import { normalQuantile } from '../../../src/random/samplers.js';
import { masterKey } from '../../../src/random/seed.js';

const LEARNT = [0, 2, 3];
const draws = new Draws(masterKey('emulator'));
const normal = (n: number, at: number): number => normalQuantile(draws.uniform(n, at, 0, 0));
const points = Array.from({ length: 2000 }, (_, n) =>
  Float64Array.from({ length: 4 }, (_, at) => normal(n, at)),
);
const simulatedAt = (residualsOf: (point: Float64Array, n: number) => readonly number[]) =>
  points.map((point, id) => ({
    id,
    distances: new Float64Array(0),
    values: new Float64Array(0),
    residuals: Float64Array.from(residualsOf(point, id)),
  }));
/** Coordinate 1 is not learnt, 3 moves nothing. */
const line = (point: Float64Array): number => 2 * point[0]! - point[2]! - 3;

/** Posterior of z ~ N(0, I) where 2·z₀ − z₂ is 3 with variance v: mean 3·s / (v + 5), covariance I − s·sᵀ / (v + 5). */
function exact(variance: number): { readonly mean: number[]; readonly covariance: number[][] } {
  const slopes = [2, -1, 0];
  return {
    mean: slopes.map((slope) => (3 * slope) / (variance + 5)),
    covariance: slopes.map((a, i) => slopes.map((b, j) => (i === j ? 1 : 0) - (a * b) / (variance + 5))),
  };
}

function found(emulator: Emulator, tolerance: number) {
  const { mean, factor } = emulator.gaussian(tolerance);
  return { mean: [...mean], covariance: factor.mmul(factor.transpose()).to2DArray() };
}

const far = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, at) => Math.abs(value - b[at]!)));

describe('the emulator', () => {
  // Slopes shrink by 20 in 2,000; half of the squared tolerance counts as error.
  it('finds the posterior of a line, and leaves the prior where nothing is said', () => {
    const emulator = new Emulator(LEARNT, [1]);
    emulator.add(
      points,
      simulatedAt((point) => [line(point)]),
    );
    const { mean, covariance } = found(emulator, 1);
    const known = exact(0.5);
    expect(far(mean, known.mean)).toBeLessThan(0.02);
    expect(far(covariance.flat(), known.covariance.flat())).toBeLessThan(0.02);
    expect(covariance[2]![2]).toBeCloseTo(1, 3);
  });

  it('counts a quarter of the chance as error', () => {
    const emulator = new Emulator(LEARNT, [1]);
    emulator.add(
      points,
      simulatedAt((point, n) => [line(point) + 2 * normal(n, 9)]),
    );
    expect(far(found(emulator, 1).covariance.flat(), exact(0.5 + 0.25 * 4).covariance.flat())).toBeLessThan(
      0.05,
    );
  });

  it('weighs a residual by how often it is scored: twice a half is once', () => {
    const [once, twice] = [new Emulator(LEARNT, [1]), new Emulator(LEARNT, [0.5, 0.5])];
    once.add(
      points,
      simulatedAt((point) => [line(point)]),
    );
    twice.add(
      points,
      simulatedAt((point) => [line(point), line(point)]),
    );
    const [a, b] = [found(once, 2), found(twice, 2)];
    expect(far(a.mean, b.mean)).toBeLessThan(1e-9);
    expect(far(a.covariance.flat(), b.covariance.flat())).toBeLessThan(1e-9);
  });

  it('is the prior while nothing is known, and at an endless tolerance', () => {
    const emulator = new Emulator(LEARNT, [1]);
    const prior = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    expect(found(emulator, 1).covariance.flat()).toEqual(prior);
    emulator.add(
      points,
      simulatedAt((point) => [line(point)]),
    );
    expect(found(emulator, Infinity).covariance.flat()).toEqual(prior);
  });

  it('passes over what failed, and remembers the last two thousand', () => {
    const [all, late] = [new Emulator(LEARNT, [1]), new Emulator(LEARNT, [1])];
    all.add(
      points,
      simulatedAt(() => [NaN]),
    );
    all.add(
      points,
      simulatedAt((point) => [5 * point[3]!]),
    );
    all.add(
      points,
      simulatedAt((point) => [line(point)]),
    );
    late.add(
      points,
      simulatedAt((point) => [line(point)]),
    );
    expect(found(all, 1)).toEqual(found(late, 1));
  });
});
