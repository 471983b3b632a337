import { describe, expect, it } from 'vitest';
import { choleskyFactor } from '../../src/statistics/matrix.js';
import { rankCorrelation } from '../../src/statistics/rank-correlation.js';

describe('rank correlation', () => {
  // Spearman's own formula, 1 − 6Σd²/(n(n² − 1)), without ties: IQ and hours of television (Wikipedia), −29/165.
  it('has a known value and the interval of Bonett & Wright', () => {
    const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
    const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
    const { n, estimate, interval } = rankCorrelation(iq, hours, 0.95);
    expect(n).toBe(10);
    expect(estimate).toBeCloseTo(-29 / 165, 14);
    const half = 1.959963984540054 * Math.sqrt((1 + (29 / 165) ** 2 / 2) / 7);
    expect(interval!.lower).toBeCloseTo(Math.tanh(Math.atanh(-29 / 165) - half), 12);
    expect(interval!.upper).toBeCloseTo(Math.tanh(Math.atanh(-29 / 165) + half), 12);
  });

  it('gives ties their mean rank', () => {
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / √(4.5 · 5).
    expect(rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4], 0.9).estimate).toBeCloseTo(Math.sqrt(0.9), 14);
  });

  it('is 1 for any rising function, and says so without certainty', () => {
    const xs = Array.from({ length: 20 }, (_, i) => i / 7);
    expect(rankCorrelation(xs, xs.map(Math.exp), 0.9)).toEqual({
      n: 20,
      estimate: 1,
      interval: { lower: 1, upper: 1, level: 0.9, degenerate: true },
    });
    expect(
      rankCorrelation(
        xs,
        xs.map((x) => -(x ** 3)),
        0.9,
      ).estimate,
    ).toBe(-1);
  });

  it('has no value where nothing varies and no interval for three pairs', () => {
    expect(rankCorrelation([1, 1, 1, 1], [1, 2, 3, 4], 0.9)).toEqual({
      n: 4,
      estimate: null,
      interval: null,
    });
    expect(rankCorrelation([1, 2, 3], [1, 3, 2], 0.9)).toMatchObject({ estimate: 0.5, interval: null });
    expect(() => rankCorrelation([1, 2], [1], 0.9)).toThrow('2 values against 1');
    expect(() => rankCorrelation([1, NaN], [1, 2], 0.9)).toThrow('a rank correlation needs numbers, not NaN');
  });
});

describe('Cholesky factor', () => {
  // The usual example: [[4, 12, −16], [12, 37, −43], [−16, −43, 98]].
  it('has a known value', () => {
    expect(
      choleskyFactor(
        [
          [4, 12, -16],
          [12, 37, -43],
          [-16, -43, 98],
        ],
        0,
      ),
    ).toEqual([
      [2, 0, 0],
      [6, 1, 0],
      [-8, 5, 3],
    ]);
  });

  it('takes a ridge relative to each variance, without which collinear points have no factor', () => {
    const collinear = [
      [1, 1000],
      [1000, 1e6],
    ];
    expect(() => choleskyFactor(collinear, 0)).toThrow('a covariance with ridge 0 is not positive definite');
    const [first, second] = choleskyFactor(collinear, 1e-6);
    expect(first![0]! ** 2).toBeCloseTo(1 + 1e-6, 12);
    expect(first![0]! * second![0]!).toBeCloseTo(1000, 9);
    expect((second![0]! ** 2 + second![1]! ** 2) / 1e6).toBeCloseTo(1 + 1e-6, 12);
  });

  it('refuses what is no covariance', () => {
    expect(() => choleskyFactor([[1, 2]], 0)).toThrow('row 0 of a 1 × 1 covariance has 2 numbers');
    const lopsided = [
      [1, 0.5],
      [0.4, 1],
    ];
    expect(() => choleskyFactor(lopsided, 0)).toThrow('a covariance is not symmetric at (0, 1)');
    const still = [
      [1, 0],
      [0, 0],
    ];
    expect(() => choleskyFactor(still, 0.1)).toThrow('coordinate 1 of a covariance has variance 0');
    expect(() => choleskyFactor([[NaN]], 0)).toThrow('not symmetric at (0, 0)');
    expect(() => choleskyFactor([[1]], -1)).toThrow('a ridge is at least 0, got -1');
  });
});
