import { describe, expect, it } from 'vitest';
import { betaCdf, betaQuantile, betaQuantileLogit, lnGamma } from '../../src/statistics/beta.js';
import { normalQuantile, studentQuantile } from '../../src/statistics/student.js';

/** Relative agreement. */
function near(got: number, want: number, relative = 1e-10): void {
  expect(Math.abs(got / want - 1), `${got} against ${want}`).toBeLessThan(relative);
}

// Values without another origin: SciPy 1.17.1, checked against mpmath's 40-digit betainc to 1e-11.
describe('normal quantile', () => {
  it.each([
    [0.975, 1.959963984540054],
    [0.95, 1.6448536269514722],
    [0.001, -3.090232306167813], // where simple-statistics' probit is off by 1e-2
    [1e-20, -9.262340089798408],
    [0.3, -0.5244005127080407],
  ])('at %d is %d', (p, z) => near(normalQuantile(p), z, 1e-14));

  it('is 0 at one half, infinite at the ends and refuses what is no probability', () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(() => normalQuantile(1.1)).toThrow('a quantile needs a probability from 0 to 1, got 1.1');
    expect(() => normalQuantile(NaN)).toThrow('a quantile needs a probability from 0 to 1, got NaN');
  });
});

describe('Student quantile', () => {
  it('has its closed forms at 1 and 2 degrees of freedom', () => {
    for (const p of [1e-6, 0.05, 0.4, 0.5001, 0.9, 0.9999]) {
      near(studentQuantile(p, 1), Math.tan(Math.PI * (p - 0.5)), 1e-9);
      near(studentQuantile(p, 2), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)), 1e-11);
    }
  });

  it.each([
    [0.975, 3, 3.182446305284263],
    [0.95, 9.37, 1.8249059475843562],
    [0.95, 4.5, 2.0655758888785248],
    [0.995, 0.3, 1406890.3435210234],
    [0.05, 29, -1.6991270265334978],
    [0.975, 523.2, 1.9645084708973627],
    [0.95, 99_999, 1.6448688649373502],
    [0.95, 1e7, 1.6448537793284017],
  ])('at %d with %d degrees of freedom is %d', (p, df, t) => near(studentQuantile(p, df), t));

  it('tends to the normal, without a step where the expansion takes over', () => {
    expect(studentQuantile(0.9, Infinity)).toBe(normalQuantile(0.9));
    near(studentQuantile(0.999, 1e5 * (1 - 1e-9)), studentQuantile(0.999, 1e5), 1e-10);
  });

  it('refuses nonsense', () => {
    expect(() => studentQuantile(-0.1, 3)).toThrow('a quantile needs a probability from 0 to 1, got -0.1');
    expect(() => studentQuantile(0.9, 0)).toThrow("Student's t needs positive degrees of freedom, got 0");
    expect(() => studentQuantile(0.9, NaN)).toThrow("Student's t needs positive degrees of freedom, got NaN");
  });
});

describe('beta function', () => {
  it('gives known values', () => {
    near(lnGamma(274.5), 1264.9158876155275, 1e-14);
    near(lnGamma(0.5), Math.log(Math.PI) / 2, 1e-14);
    near(betaCdf(63, 58, 0.55), 0.7401378350436123, 1e-12);
    near(betaQuantile(63, 58, 0.975), 0.6088277437806595, 1e-12);
  });

  it('has its closed forms: I_x(1, b) = 1 − (1 − x)^b, I_x(½, ½) = 2/π · asin √x', () => {
    for (const x of [1e-6, 0.01, 0.3, 0.77, 0.999]) {
      near(betaCdf(1, 37, x), -Math.expm1(37 * Math.log1p(-x)), 1e-12);
      near(betaCdf(0.5, 0.5, x), (2 / Math.PI) * Math.asin(Math.sqrt(x)), 1e-12);
    }
  });

  // Uniform: the logit of the quantile is ln(lower/upper), also where 1 − upper is 1.
  it('keeps its digits at both ends', () => {
    near(betaQuantileLogit(1, 1, 1, 1e-20), 20 * Math.LN10, 1e-14);
    near(betaQuantileLogit(1, 1, 1e-20, 1), -20 * Math.LN10, 1e-14);
  });

  it('ends where the distribution ends and refuses nonsense', () => {
    expect(betaCdf(2, 3, 0)).toBe(0);
    expect(betaCdf(2, 3, 1)).toBe(1);
    expect(betaQuantile(2, 3, 0)).toBe(0);
    expect(betaQuantile(2, 3, 1)).toBe(1);
    expect(() => betaCdf(0, 3, 0.5)).toThrow('a beta needs positive finite shapes, got 0 and 3');
    expect(() => betaCdf(2, 3, 1.5)).toThrow('betaCdf needs x from 0 to 1, got 1.5');
    expect(() => betaQuantile(2, 3, 2)).toThrow('a beta quantile needs a probability from 0 to 1, got 2');
    expect(() => betaQuantileLogit(2, 3, 0.2, 0.2)).toThrow(
      'a beta quantile needs a probability from 0 to 1, got 0.2',
    );
    expect(() => betaQuantileLogit(2, -3, 0.2, 0.8)).toThrow(
      'a beta needs positive finite shapes, got 2 and -3',
    );
    expect(() => lnGamma(0)).toThrow('lnGamma needs x > 0, got 0');
  });
});
