import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../src/random/samplers.js';
import { clopperPearson } from '../../src/statistics/proportion.js';
import { softmaxWeights } from '../../src/statistics/softmax.js';
import { chance } from './chance.js';

/** Log evidences of four explanations and the standard deviation of a run's, as the shipped calibration has them. */
const TRUTH = [-8.3, -6.3, -7.4, -3.75];
const SPREAD = [0.4, 0.25, 0.45, 0.2];
const DATA_SETS = 2000;
const LEVEL = 0.9;

const weights = (logs: readonly number[]): number[] => {
  const sizes = logs.map((log) => Math.exp(log));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.map((size) => size / total);
};

/** How often each weight was inside its interval. */
function coverage(runs: number, spread: readonly number[], seed: number): number[] {
  const random = chance(seed);
  const truth = weights(TRUTH);
  const held = TRUTH.map(() => 0);
  for (let set = 0; set < DATA_SETS; set++) {
    const estimates = TRUTH.map((log, at) => {
      const values = Array.from({ length: runs }, () => log + spread[at]! * normalQuantile(random.uniform()));
      const mean = values.reduce((sum, value) => sum + value, 0) / runs;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return { estimate: mean, standardError: Math.sqrt(squares / (runs - 1) / runs), df: runs - 1 };
    });
    for (const [at, { interval }] of softmaxWeights(estimates, LEVEL).entries())
      if (interval!.lower <= truth[at]! && truth[at]! <= interval!.upper) held[at]!++;
  }
  return held;
}

describe('90 % interval of weights of evidence', () => {
  it.each([
    [3, SPREAD, 1],
    [5, SPREAD, 2],
    [6, SPREAD, 3],
    [6, [0.05, 0.7, 0.05, 0.7], 4],
  ] as const)('holds the weight of each explanation with %i runs', (runs, spread, seed) => {
    for (const held of coverage(runs, spread, seed)) {
      // The exact 99.99 % interval of what was seen reaches what is promised, and is not far above it.
      const { lower, upper } = clopperPearson(held, DATA_SETS, 0.9999);
      expect(upper, `${held} of ${DATA_SETS}`).toBeGreaterThan(0.9);
      expect(lower, `${held} of ${DATA_SETS}`).toBeLessThan(0.93);
    }
  });

  it('knows nothing where an error is not known, and no spread where there is none', () => {
    const of = (standardError: number) =>
      softmaxWeights(
        [0, 0].map((estimate) => ({ estimate, standardError, df: 4 })),
        LEVEL,
      )[0]!;
    expect(of(NaN)).toEqual({ weight: 0.5, interval: null });
    expect(of(0)).toMatchObject({ weight: 0.5, interval: { lower: 0.5, upper: 0.5, degenerate: true } });
    expect(() => softmaxWeights([], LEVEL)).toThrow('at least one');
  });
});
