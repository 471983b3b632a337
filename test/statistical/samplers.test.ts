import { describe, expect, it } from 'vitest';
import { beta, logUniform, priorQuantile, uniform, withMasses } from '../../src/model/priors.js';
import { unitOf, waitOf } from '../../src/random/draws.js';
import {
  gammaMeanOne,
  heavyTailedCount,
  logNormal,
  lomaxScale,
  normalQuantile,
} from '../../src/random/samplers.js';
import { ksBound, ksDistance, meanError, misfit, poisson, summary, Z } from '../goodness-of-fit.js';
import { drawsOf } from '../model-fixture.js';

// Every bound here has a false-alarm rate of 1e-6 under a new seed.
const N = 40_000;
const draws = drawsOf('samplers');
const take = (n: number, one: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => one(i));
const PURPOSE = 0x7001;
const uniforms = take(N, (i) => draws.uniform(i, 1, PURPOSE, 0));

/** Means of the first four powers against their expectations, in standard errors from the first eight. */
function moments(sample: readonly number[], raw: (power: number) => number): void {
  for (const power of [1, 2, 3, 4]) {
    const variance = raw(2 * power) - raw(power) ** 2;
    const error = meanError(
      sample.map((x) => x ** power),
      raw(power),
      variance,
    );
    expect(Math.abs(error), `moment ${power}`).toBeLessThan(Z);
  }
}

/** Abramowitz & Stegun 7.1.5 for small, 7.1.14 (continued fraction) for large arguments. */
function erf(x: number): number {
  if (x > 3) {
    let fraction = x;
    for (let k = 60; k >= 1; k--) fraction = x + k / 2 / fraction;
    return 1 - Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI));
  }
  let [term, sum] = [x, x];
  for (let k = 1; k < 120; k++) {
    term *= (-x * x) / k;
    sum += term / (2 * k + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const normalCdf = (z: number): number => (1 + Math.sign(z) * erf(Math.abs(z) / Math.SQRT2)) / 2;

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

describe('uniform draws', () => {
  it('have the moments and the distribution', () => {
    moments(uniforms, (k) => 1 / (k + 1));
    expect(ksDistance(uniforms, (x) => x)).toBeLessThan(ksBound(N));
  });

  it('fill their bits evenly: top byte, and byte 5, which comes from the second word', () => {
    for (const scale of [2 ** 8, 2 ** 40]) {
      const counts = new Array<number>(256).fill(0);
      for (const u of uniforms) counts[Math.floor(u * scale) % 256]!++;
      expect(misfit(counts, new Array<number>(256).fill(1 / 256))).toBeLessThan(1);
    }
  });

  // Addresses that follow each other must not be alike: the lag-one correlation has standard error n^(-1/2).
  it.each([
    ['entities', (i: number) => draws.uniform(i, 1, PURPOSE, 0)],
    ['low words', (i: number) => draws.uniform(5, i, PURPOSE, 0)],
    ['purposes', (i: number) => draws.uniform(5, 1, i, 0)],
    ['ordinals', (i: number) => draws.uniform(5, 1, PURPOSE, i)],
  ])('of neighbouring %s are uncorrelated', (_, one) => {
    const sample = take(N, one);
    const products = sample.slice(1).map((u, i) => (u - 0.5) * (sample[i]! - 0.5));
    expect(Math.abs(meanError(products, 0, 1 / 144))).toBeLessThan(Z);
    expect(ksDistance(sample, (x) => x)).toBeLessThan(ksBound(N));
  });

  it('come in pairs that are independent', () => {
    const pair = new Float64Array(2);
    const cells = new Array<number>(64).fill(0);
    for (let i = 0; i < N; i++) {
      draws.uniforms(i, 2, PURPOSE, 0, pair);
      cells[Math.floor(pair[0]! * 8) * 8 + Math.floor(pair[1]! * 8)]!++;
    }
    expect(misfit(cells, new Array<number>(64).fill(1 / 64))).toBeLessThan(1);
  });
});

describe('words', () => {
  const four = new Uint32Array(4);
  /** One of the four words of consecutive addresses. */
  const words = (n: number, which: number): number[] =>
    take(n, (i) => {
      draws.words(i, 5, PURPOSE, 0, four);
      return four[which]!;
    });

  it.each([0, 1, 2, 3])('as uniforms have the moments and the distribution: word %d', (which) => {
    const sample = words(N, which).map(unitOf);
    moments(sample, (k) => 1 / (k + 1));
    expect(ksDistance(sample, (x) => x)).toBeLessThan(ksBound(N));
  });

  it.each([0, 1, 2, 3])('as waits have the moments and the distribution: word %d', (which) => {
    const sample = words(N, which).map(waitOf);
    moments(sample, factorial);
    expect(ksDistance(sample, (x) => 1 - Math.exp(-x))).toBeLessThan(ksBound(N));
  });

  it('fill each of their bytes evenly', () => {
    for (const shift of [0, 8, 16, 24]) {
      const counts = new Array<number>(256).fill(0);
      for (const word of words(N, 2)) counts[(word >>> shift) & 255]!++;
      expect(misfit(counts, new Array<number>(256).fill(1 / 256))).toBeLessThan(1);
    }
  });

  it.each([
    [0, 1],
    [0, 3],
    [1, 2],
    [2, 3],
  ])('of one address are independent: %d and %d', (one, other) => {
    const [a, b] = [words(N, one).map(unitOf), words(N, other).map(unitOf)];
    const cells = new Array<number>(64).fill(0);
    a.forEach((u, i) => cells[Math.floor(u * 8) * 8 + Math.floor(b[i]! * 8)]!++);
    expect(misfit(cells, new Array<number>(64).fill(1 / 64))).toBeLessThan(1);
  });
});

it('waits have the moments and the distribution of a unit exponential', () => {
  const sample = take(N, (i) => draws.wait(i, 3, PURPOSE, 0));
  moments(sample, factorial);
  expect(ksDistance(sample, (x) => 1 - Math.exp(-x))).toBeLessThan(ksBound(N));
});

it('normal quantiles of uniforms have the moments and the distribution of a normal', () => {
  const sample = uniforms.map(normalQuantile);
  // E z^k = (k − 1)!! for even k.
  moments(sample, (k) => (k % 2 ? 0 : factorial(k) / (2 ** (k / 2) * factorial(k / 2))));
  expect(ksDistance(sample, normalCdf)).toBeLessThan(ksBound(N));
});

describe('gamma with mean 1', () => {
  /** Distribution function of shape 1/2, 1, 3 or 6 and mean 1, in closed form. */
  function cdf(shape: number, x: number): number {
    const y = x * shape;
    if (shape === 0.5) return erf(Math.sqrt(y));
    return 1 - poisson(y, shape - 1).reduce((sum, p) => sum + p, 0);
  }

  it.each([0.5, 1, 3, 6])('of shape %d has the moments and the distribution', (shape) => {
    const sample = take(N, (i) => gammaMeanOne(draws, i, 4, PURPOSE, 0, shape));
    moments(sample, (k) => take(k, (j) => (shape + j) / shape).reduce((product, x) => product * x, 1));
    expect(ksDistance(sample, (x) => cdf(shape, x))).toBeLessThan(ksBound(N));
  });

  it('draws afresh for the next ordinal, whatever was rejected for this one', () => {
    const sample = take(N, (i) => gammaMeanOne(draws, 9, 4, PURPOSE, i, 1));
    expect(ksDistance(sample, (x) => 1 - Math.exp(-x))).toBeLessThan(ksBound(N));
    const products = sample.slice(1).map((x, i) => (x - 1) * (sample[i]! - 1));
    expect(Math.abs(meanError(products, 0, 1))).toBeLessThan(Z);
  });
});

it('log-normal draws have the moments and the distribution', () => {
  const sample = uniforms.map((u) => logNormal(u, 1.5, 0.3));
  moments(sample, (k) => 1.5 ** k * Math.exp((k * k * 0.09) / 2));
  expect(ksDistance(sample, (x) => normalCdf(Math.log(x / 1.5) / 0.3))).toBeLessThan(ksBound(N));
});

describe('heavy-tailed counts', () => {
  it('follow the floor of a Lomax law', () => {
    const scale = lomaxScale(3, 2.4);
    const beyond = (x: number): number => (1 + x / scale) ** -1.4;
    const counts = new Array<number>(500).fill(0);
    for (const u of uniforms) counts[Math.min(499, heavyTailedCount(u, 2.4, scale, 500))]!++;
    const law = take(499, (x) => beyond(x) - beyond(x + 1));
    expect(misfit(counts, law)).toBeLessThan(1);
  });

  it('have a tail that falls with the exponent, by Hill’s estimator', () => {
    // Of the k largest of n, mean ln(X/threshold) = 1/1.4 with relative error k^(-1/2); rounding down is below
    // 1 % beyond 100, and the cut at `most` is out of reach.
    const sample = uniforms
      .map((u) => heavyTailedCount(u, 2.4, 1, 1e15))
      .sort((a, b) => b - a)
      .slice(0, 61);
    const least = sample[60]! + 0.5 + 1; // Lomax: X + scale is Pareto
    const hill = sample.slice(0, 60).reduce((sum, x) => sum + Math.log((x + 1.5) / least), 0) / 60;
    expect(Math.abs(hill * 1.4 - 1)).toBeLessThan(Z / Math.sqrt(60));
  });

  it('have the mean of the Lomax law less what rounding down and the cut take away', () => {
    // Σ P(X ≥ x) over x = 1 … most, here with exponent 3.9, whose variance is finite.
    const [scale, most] = [lomaxScale(3, 3.9), 500];
    const beyond = take(most, (i) => (1 + (i + 1) / scale) ** -2.9);
    const mean = beyond.reduce((sum, p) => sum + p, 0);
    const square = beyond.reduce((sum, p, i) => sum + (2 * (i + 1) - 1) * p, 0);
    expect(mean).toBeGreaterThan(2.4);
    expect(mean).toBeLessThan(2.7);
    const sample = uniforms.map((u) => heavyTailedCount(u, 3.9, scale, most));
    expect(Math.abs(meanError(sample, mean, square - mean * mean))).toBeLessThan(Z);
  });
});

describe('priors of uniform draws', () => {
  it('are distributed as they say', () => {
    const of = (prior: Parameters<typeof priorQuantile>[0]): number[] =>
      uniforms.map((u) => priorQuantile(prior, u));
    expect(ksDistance(of(uniform(4.5, 10)), (x) => (x - 4.5) / 5.5)).toBeLessThan(ksBound(N));
    expect(ksDistance(of(logUniform(10, 80)), (x) => Math.log(x / 10) / Math.log(8))).toBeLessThan(
      ksBound(N),
    );
    // Beta(2, 8) by bisection is dear: fewer of them.
    const some = uniforms.slice(0, 3000).map((u) => priorQuantile(beta(2, 8), u));
    const binomialTail = (x: number): number => 1 - (1 - x) ** 9 - 9 * x * (1 - x) ** 8;
    expect(ksDistance(some, binomialTail)).toBeLessThan(ksBound(some.length));
    expect(Math.abs(meanError(some, 0.2, 4 / 275))).toBeLessThan(Z);
  });

  it('give a point mass its share', () => {
    const sample = uniforms.map((u) => priorQuantile(withMasses(uniform(0, 1), [0, 0.15], [1, 0.3]), u));
    const share = (value: number): number => summary(sample.map((x) => Number(x === value))).mean;
    expect(Math.abs(share(0) - 0.15)).toBeLessThan(Z * Math.sqrt((0.15 * 0.85) / N));
    expect(Math.abs(share(1) - 0.3)).toBeLessThan(Z * Math.sqrt((0.3 * 0.7) / N));
  });
});
