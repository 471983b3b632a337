import { describe, expect, it } from 'vitest';
import { EXPLANATIONS } from '../../src/model/explanations.js';
import { PARAMETERS, parameterValues } from '../../src/model/parameters.js';
import {
  type Prior,
  beta,
  fixed,
  logNormalPrior,
  logUniform,
  priorQuantile,
  priorSupport,
  priorText,
  uniform,
  withMasses,
} from '../../src/model/priors.js';

const GRID = Array.from({ length: 2000 }, (_, i) => (i + 0.5) / 2000);
const PRIORS: readonly (readonly [string, Prior])[] = [
  ['fixed', fixed(0.75)],
  ['uniform', uniform(-3, -1.5)],
  ['log-uniform', logUniform(0.08, 0.6)],
  ['log-normal', logNormalPrior(1.5, 0.6, 0.5, 4)],
  ['beta', beta(2, 8)],
  ['mixture', withMasses(uniform(0, 1), [0, 0.25], [1, 0.25])],
];

describe.each(PRIORS)('%s prior', (_, prior) => {
  it('stays in its support, also at the ends of (0, 1)', () => {
    const [low, high] = priorSupport(prior);
    for (const u of [2 ** -54, 1e-12, ...GRID, 1 - 2 ** -53]) {
      const value = priorQuantile(prior, u);
      expect(value).toBeGreaterThanOrEqual(low);
      expect(value).toBeLessThanOrEqual(high + 1e-15);
    }
  });

  it('never falls where it is continuous', () => {
    const rest = prior.kind === 'mixture' ? prior.rest : prior;
    GRID.reduce((before, u) => {
      const value = priorQuantile(rest, u);
      expect(value).toBeGreaterThanOrEqual(before);
      return value;
    }, -Infinity);
  });
});

describe('prior quantiles', () => {
  it('are the closed forms', () => {
    expect(priorQuantile(fixed(7), 0.1)).toBe(7);
    expect(priorQuantile(uniform(2, 6), 0.25)).toBe(3);
    expect(priorQuantile(logUniform(1, 100), 0.5)).toBeCloseTo(10, 12);
    expect(priorQuantile(logUniform(10, 80), 1 / 3)).toBeCloseTo(20, 12);
    expect(priorQuantile(logNormalPrior(1.5, 0.6, 0, 99), 0.975)).toBeCloseTo(
      1.5 * Math.exp(0.6 * 1.959963984540054),
      12,
    );
    expect(priorQuantile(logNormalPrior(1.5, 0.6, 0.5, 4), 0.001)).toBe(0.5);
    expect(priorQuantile(logNormalPrior(1.5, 0.6, 0.5, 4), 0.999)).toBe(4);
    // Beta(1, n): F(x) = 1 − (1 − x)^n. Beta(n, 1): F(x) = x^n.
    expect(priorQuantile(beta(1, 3), 0.875)).toBeCloseTo(0.5, 12);
    expect(priorQuantile(beta(4, 1), 0.0625)).toBeCloseTo(0.5, 12);
    expect(priorQuantile(beta(3, 3), 0.5)).toBeCloseTo(0.5, 12);
  });

  it('of Beta(2, 8) have mean 1/5 and variance 4/275', () => {
    const values = GRID.map((u) => priorQuantile(beta(2, 8), u));
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    // Midpoint rule on 2,000 points: the error is the last interval's, below 1e-4.
    expect(mean).toBeCloseTo(0.2, 4);
    expect(variance).toBeCloseTo(4 / 275, 4);
  });

  it('keep point masses exactly, first and in order, and stretch the rest', () => {
    const prior = withMasses(uniform(2, 4), [0, 0.25], [9, 0.125]);
    expect(GRID.filter((u) => priorQuantile(prior, u) === 0)).toHaveLength(500);
    expect(GRID.filter((u) => priorQuantile(prior, u) === 9)).toHaveLength(250);
    expect(priorQuantile(prior, 0.25 - 2 ** -50)).toBe(0);
    expect(priorQuantile(prior, 0.25)).toBe(9);
    expect(priorQuantile(prior, 0.375)).toBe(2);
    expect(priorQuantile(prior, 0.6875)).toBe(3);
    expect(priorSupport(prior)).toEqual([0, 9]);
  });

  it('are printed in words', () => {
    expect(PRIORS.map(([, prior]) => priorText(prior))).toEqual([
      '0.75',
      'uniform -3–-1.5',
      'log-uniform 0.08–0.6',
      'log-normal, median 1.5, sd of log 0.6, in 0.5–4',
      'Beta(2, 8)',
      '0 with probability 0.25, 1 with probability 0.25, else uniform 0–1',
    ]);
  });
});

describe('the parameter table', () => {
  it('names every parameter once', () => {
    expect(new Set(PARAMETERS.map((row) => row.id)).size).toBe(PARAMETERS.length);
    for (const { id } of PARAMETERS) expect(id).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
  });

  it.each(PARAMETERS.map((row) => [row.id, row] as const))('%s has no empty cell', (_, row) => {
    for (const text of [row.unit, row.source, row.sentence]) expect(text).not.toBe('');
    expect(row.sentence).toMatch(/\.$/);
    const [low, high] = row.bounds;
    expect(low).toBeLessThan(high);
    expect(row.default).toBeGreaterThanOrEqual(low);
    expect(row.default).toBeLessThanOrEqual(high);
    for (const explanation of EXPLANATIONS) {
      const [least, most] = priorSupport(row.prior[explanation]);
      expect(least).toBeGreaterThanOrEqual(low);
      expect(most).toBeLessThanOrEqual(high);
    }
  });

  it('sets the explanations apart where the design says so', () => {
    const support = (id: string): Record<string, readonly [number, number]> => {
      const row = PARAMETERS.find((parameter) => parameter.id === id)!;
      return Object.fromEntries(EXPLANATIONS.map((name) => [name, priorSupport(row.prior[name])]));
    };
    for (const name of ['degradation', 'displacement', 'fade']) {
      expect(support('restraint')[name]).toEqual([0, 0]);
    }
    for (const name of ['degradation', 'slowdown', 'displacement']) {
      expect(support('fade-rate')[name]).toEqual([0, 0]);
    }
    for (const name of ['degradation', 'slowdown', 'fade']) expect(support('crossing')[name]).toEqual([0, 0]);
    expect(support('crossing')['displacement']![0]).toBeGreaterThanOrEqual(0.05);
    for (const name of ['slowdown', 'fade'])
      expect(support('raid-destroys')[name]![1]).toBeLessThanOrEqual(0.05);
    for (const id of ['high-impact-restraint', 'high-impact-losses'])
      expect(new Set(Object.values(support(id)).map(String)).size).toBe(1);
  });

  it('fills in defaults, and refuses unknown names and values out of bounds', () => {
    const values = parameterValues({ tempo: 0.5 });
    expect(values.tempo).toBe(0.5);
    expect(Object.keys(values)).toEqual(PARAMETERS.map((row) => row.id));
    for (const row of PARAMETERS) if (row.id !== 'tempo') expect(values[row.id as 'tempo']).toBe(row.default);
    expect(() => parameterValues({ speed: 1 })).toThrow(new RangeError('unknown parameter "speed"'));
    expect(() => parameterValues({ restraint: 1.5 })).toThrow(
      new RangeError('parameter "restraint" is 1.5, outside 0–1 1'),
    );
    expect(() => parameterValues({ restraint: NaN })).toThrow('parameter "restraint" is NaN, outside 0–1 1');
  });
});
