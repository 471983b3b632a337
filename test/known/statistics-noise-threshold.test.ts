import { describe, expect, it } from 'vitest';
import { deriveKey, Draws } from '../../src/random/draws.js';
import { masterKey } from '../../src/random/seed.js';
import { noiseThreshold } from '../../src/statistics/noise-threshold.js';
import { rankCorrelation } from '../../src/statistics/rank-correlation.js';

describe('what noise alone shows', () => {
  it('is the critical value of a single correlation where there is one', () => {
    // Critical value of r at 5 %, two-sided, 18 degrees of freedom: 0.444 in printed tables.
    expect(noiseThreshold(20, 1, 0.95)).toBeCloseTo(0.444, 3);
  });

  it('grows with the number of parameters, falls with the number of sets', () => {
    expect(noiseThreshold(50, 100, 0.95)).toBeGreaterThan(noiseThreshold(50, 10, 0.95));
    expect(noiseThreshold(200, 100, 0.95)).toBeLessThan(noiseThreshold(50, 100, 0.95));
    expect(noiseThreshold(3, 10, 0.95)).toBe(1);
  });

  it('is exceeded by the largest of 40 parameters of noise in about 5 % of runs, and by a driver', () => {
    const [sets, parameters, runs] = [30, 40, 400];
    const draws = new Draws(deriveKey(masterKey('noise'), 1, 2, 3, 4));
    const column = (run: number, at: number): number[] =>
      Array.from({ length: sets }, (_, set) => draws.uniform(run, at, set, 0));
    const threshold = noiseThreshold(sets, parameters, 0.95);
    let [alarms, seen] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const outcome = column(run, parameters);
      const sizes = Array.from({ length: parameters }, (_, at) =>
        Math.abs(rankCorrelation(column(run, at), outcome, 0.9).estimate!),
      );
      if (Math.max(...sizes) > threshold) alarms++;
      const driver = column(run, parameters + 1).map((value, set) => value + 3 * outcome[set]!);
      if (Math.abs(rankCorrelation(driver, outcome, 0.9).estimate!) > threshold) seen++;
    }
    // Binomial(400, 0.05) lies outside 8…36 with a probability below 0.002; ranks are not quite normal.
    expect(alarms).toBeGreaterThanOrEqual(8);
    expect(alarms).toBeLessThanOrEqual(36);
    expect(seen).toBe(runs);
  });
});
