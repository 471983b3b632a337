import { describe, expect, it } from 'vitest';
import { heavyTailedCount, logNormal, lomaxScale, normalQuantile } from '../../src/random/samplers.js';

const near = (got: number, want: number, relative: number): void =>
  expect(Math.abs(got / want - 1), `${got} against ${want}`).toBeLessThan(relative);

describe('normal quantile', () => {
  // SciPy's ndtri; 1e-20 and 0.001 as in the tests of the statistics folder. AS 241 promises 1e-16.
  it.each([
    [0.975, 1.959963984540054],
    [0.95, 1.6448536269514722],
    [0.001, -3.090232306167813],
    [0.3, -0.5244005127080407],
    [1e-20, -9.262340089798408],
  ])('at %d is %d', (u, z) => near(normalQuantile(u), z, 2e-15));

  it('is 0 in the middle and odd about it, through all three branches', () => {
    expect(normalQuantile(0.5)).toBe(0);
    for (const u of [0.4375, 0.25, 0.0625, 2 ** -10, 2 ** -30])
      near(normalQuantile(1 - u), -normalQuantile(u), 1e-14);
  });

  it('rises without a step where its branches meet', () => {
    for (const edge of [0.075, 0.925, Math.exp(-25)]) {
      const [below, above] = [normalQuantile(edge * (1 - 1e-9)), normalQuantile(edge * (1 + 1e-9))];
      expect(above).toBeGreaterThan(below);
      expect(above - below).toBeLessThan(5e-8);
    }
  });
});

describe('log-normal', () => {
  it('has its median and its quantiles', () => {
    expect(logNormal(0.5, 1.5, 0.6)).toBe(1.5);
    near(logNormal(0.975, 2, 0.5), 2 * Math.exp(0.5 * 1.959963984540054), 1e-14);
    expect(logNormal(0.9, 3, 0)).toBe(3);
  });
});

describe('heavy-tailed count', () => {
  // P(X ≥ x) = (1 + x/scale)^(1 − exponent): with exponent 3 and scale 1 the quantile is u^(−1/2) − 1.
  it.each([
    [0.9, 0],
    [0.26, 0],
    [0.2499, 1],
    [0.1112, 1],
    [0.1111, 2],
    [1e-4 - 1e-12, 99],
    [1e-12, 500],
  ])('at %d is %d', (u, count) => expect(heavyTailedCount(u, 3, 1, 500)).toBe(count));

  it('kills nobody where the mean is 0', () => {
    expect(lomaxScale(0, 2.4)).toBe(0);
    expect(heavyTailedCount(1e-9, 2.4, 0, 500)).toBe(0);
  });

  it('has the scale that gives its mean', () => {
    // Mean of a Lomax variate = scale / (tail index − 1) with tail index = exponent − 1.
    near(lomaxScale(3, 2.4) / (2.4 - 2), 3, 1e-14);
  });
});
