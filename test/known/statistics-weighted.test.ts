import { describe, expect, it } from 'vitest';
import { masterKey } from '../../src/random/seed.js';
import { radicalInverse, spreadDraws, systematicIndices } from '../../src/statistics/resampling.js';
import {
  effectiveSampleSize,
  totalWeight,
  weightedCovariance,
  weightedMean,
} from '../../src/statistics/weighted.js';

const ROWS = [
  [0, 0],
  [1, 2],
  [2, 1],
  [3, 5],
];
const WEIGHTS = [0.1, 0.2, 0.3, 0.4];

describe('weighted moments', () => {
  it("give NumPy's weighted mean and covariance (aweights)", () => {
    const mean = weightedMean(ROWS, WEIGHTS);
    [2, 2.7].forEach((want, j) => expect(mean[j]).toBeCloseTo(want, 14));
    const covariance = weightedCovariance(ROWS, WEIGHTS).flat();
    [1.4285714285714286, 2.2857142857142857, 2.2857142857142857, 5.442857142857143].forEach((want, i) =>
      expect(covariance[i]).toBeCloseTo(want, 13),
    );
  });

  it('give the effective sample size', () => {
    expect(effectiveSampleSize(WEIGHTS)).toBeCloseTo(10 / 3, 13);
    expect(effectiveSampleSize([0, 7, 0])).toBe(1);
    // No overflow where the squares of the weights would.
    expect(effectiveSampleSize([1e200, 1e200])).toBe(2);
  });

  it('refuse weights that are none', () => {
    expect(() => totalWeight([1, -1])).toThrow('weight 1 is -1: it must be finite and not negative');
    expect(() => totalWeight([NaN])).toThrow('weight 0 is NaN: it must be finite and not negative');
    expect(() => totalWeight([1, Infinity])).toThrow('weight 1 is Infinity');
    for (const none of [[], [0, 0]]) expect(() => totalWeight(none)).toThrow('no weight is positive');
    expect(() => weightedMean(ROWS, [1])).toThrow('4 points but 1 weights');
    expect(() => weightedCovariance(ROWS, [1, 0, 0, 0])).toThrow(
      'a covariance needs two points of positive weight',
    );
  });
});

describe('resampling', () => {
  it('is systematic: one draw in each nth of the weight', () => {
    expect([...systematicIndices(WEIGHTS, 10, 0.5)]).toEqual([0, 1, 1, 2, 2, 2, 3, 3, 3, 3]);
    expect([...systematicIndices([0, 1, 0, 1, 0], 3, 0)]).toEqual([1, 1, 3]);
    expect([...systematicIndices([1], 0, 0)]).toEqual([]);
    // (8 + offset) / 9 rounds to 1: still no point without weight.
    expect([...new Set(systematicIndices([0.001, 0], 9, 1 - 2 ** -52))]).toEqual([0]);
    expect(() => systematicIndices(WEIGHTS, 10, 1)).toThrow('an offset lies in [0, 1), got 1');
    expect(() => systematicIndices(WEIGHTS, 2.5, 0)).toThrow('2.5 is not a number of draws');
  });

  it("mirrors binary digits: van der Corput's sequence", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7].map(radicalInverse)).toEqual([
      0, 0.5, 0.25, 0.75, 0.125, 0.625, 0.375, 0.875,
    ]);
    expect(radicalInverse(2 ** 32 - 1)).toBe(1 - 2 ** -32);
    expect(radicalInverse(2 ** 31)).toBe(2 ** -32);
  });

  it('refuses a draw without a number', () => {
    const draw = spreadDraws(WEIGHTS, masterKey('spread'));
    for (const k of [-1, 0.5, 2 ** 32, NaN])
      expect(() => draw(k)).toThrow(`${k} is not the number of a draw`);
  });
});
