import { describe, expect, it } from 'vitest';
import { deriveKey, Draws } from '../../src/random/draws.js';
import { masterKey } from '../../src/random/seed.js';
import {
  midranks,
  noiseThreshold,
  rankCorrelation,
  rankCorrelationInterval,
} from '../../src/statistics/rank-correlation.js';

describe('the rank correlation', () => {
  it('averages the ranks of equal values', () => {
    expect(midranks([10, 20, 20, 5, 20])).toEqual([2, 4, 4, 1, 4]);
    expect(midranks([])).toEqual([]);
  });

  it('is −29/165 for ten pairs of IQ and hours of television (the worked example of the textbooks)', () => {
    const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
    const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
    expect(rankCorrelation(iq, hours)).toBeCloseTo(-29 / 165, 12);
  });

  it('depends on order alone, and turns its sign with it', () => {
    const x = [1, 2, 3, 4, 5, 6];
    expect(rankCorrelation(x, x.map(Math.exp))).toBe(1);
    expect(
      rankCorrelation(
        x,
        x.map((value) => -(value ** 3)),
      ),
    ).toBe(-1);
  });

  it('has no value where one side does not vary, or for two pairs', () => {
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(rankCorrelation([1, 2], [1, 2])).toBeNull();
    expect(() => rankCorrelation([1, 2, 3], [1, 2])).toThrow('3 values against 2');
  });

  it('has the interval of Bonett and Wright', () => {
    // tanh(atanh(0.5) ± 1.6448536 √(1.125 / 47))
    const interval = rankCorrelationInterval(0.5, 50, 0.9)!;
    expect(interval.lower).toBeCloseTo(Math.tanh(0.5493061443 - 1.6448536 * Math.sqrt(1.125 / 47)), 7);
    expect(interval.upper).toBeCloseTo(Math.tanh(0.5493061443 + 1.6448536 * Math.sqrt(1.125 / 47)), 7);
    expect(rankCorrelationInterval(0.5, 4, 0.9)).toBeNull();
  });
});

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
        Math.abs(rankCorrelation(column(run, at), outcome)!),
      );
      if (Math.max(...sizes) > threshold) alarms++;
      const driver = column(run, parameters + 1).map((value, set) => value + 3 * outcome[set]!);
      if (Math.abs(rankCorrelation(driver, outcome)!) > threshold) seen++;
    }
    // Binomial(400, 0.05) lies outside 8…36 with a probability below 0.002; ranks are not quite normal.
    expect(alarms).toBeGreaterThanOrEqual(8);
    expect(alarms).toBeLessThanOrEqual(36);
    expect(seen).toBe(runs);
  });
});
