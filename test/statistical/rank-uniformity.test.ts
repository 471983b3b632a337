import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../src/statistics/distributions.js';
import { chiSquareOfRanks, ecdfBand, outsideBand, rankAmong } from '../../src/statistics/rank-uniformity.js';
import { chiSquareBound, ksBound, ksDistance, Z } from '../goodness-of-fit.js';
import { chance } from './chance.js';

const L = 99;
const BINS = 20;
const BAND = ecdfBand(500, BINS, 1 - 1e-6);
const times = <T>(n: number, one: () => T): T[] => Array.from({ length: n }, one);

/** Statistic within its bound and function within its band, each at a false-alarm rate of 1e-6. */
const uniform = (ranks: readonly number[]): boolean =>
  chiSquareOfRanks(ranks, L, BINS).statistic < chiSquareBound(BINS - 1) &&
  outsideBand(ranks, L, BAND).length === 0;

/** Poisson data, gamma prior: rate ~ Gamma(2, 0.1), y ~ Poisson(rate), whose posterior is Gamma(2 + y, 1.1). */
function conjugate(posterior: (y: number, random: ReturnType<typeof chance>) => number): {
  readonly rate: number[];
  readonly likelihood: number[];
} {
  const random = chance(2);
  const ranks = { rate: [] as number[], likelihood: [] as number[] };
  for (let i = 0; i < 500; i++) {
    const truth = random.gamma(2) / 0.1;
    const y = random.poisson(truth);
    const draws = times(L, () => posterior(y, random));
    const fit = (rate: number): number => y * Math.log(rate) - rate;
    ranks.rate.push(rankAmong(draws, truth, random.uniform()));
    ranks.likelihood.push(rankAmong(draws.map(fit), fit(truth), random.uniform()));
  }
  return ranks;
}

describe('simulation-based calibration', () => {
  it('lets an exact posterior pass', () => {
    const ranks = conjugate((y, random) => random.gamma(2 + y) / 1.1);
    expect(uniform(ranks.rate)).toBe(true);
    expect(uniform(ranks.likelihood)).toBe(true);
  });

  // Ranks of the parameter cannot tell the prior from the posterior (Modrák et al. 2023).
  it('catches a posterior that is the prior, by the rank of the likelihood and not of the parameter', () => {
    const ranks = conjugate((_, random) => random.gamma(2) / 0.1);
    expect(uniform(ranks.rate)).toBe(true);
    expect(chiSquareOfRanks(ranks.likelihood, L, BINS).pValue).toBeLessThan(1e-20);
    expect(outsideBand(ranks.likelihood, L, BAND)).not.toEqual([]);
  });

  it('sees the side of a bias: draws too high give low ranks', () => {
    const ranks = conjugate((y, random) => (1.3 * random.gamma(2 + y)) / 1.1);
    const test = chiSquareOfRanks(ranks.rate, L, BINS);
    expect(test.pValue).toBeLessThan(1e-6);
    expect(test.counts[0]!).toBeGreaterThan(2 * test.counts[BINS - 1]!);
  });

  // k uniform on 0 … 3, y ~ Poisson(1 + 2k): the posterior by Bayes' rule over four values.
  it('needs random places among ties for a discrete parameter', () => {
    const random = chance(3);
    const [tied, placed]: [number[], number[]] = [[], []];
    for (let i = 0; i < 500; i++) {
      const truth = Math.floor(4 * random.uniform());
      const y = random.poisson(1 + 2 * truth);
      const masses = [0, 1, 2, 3].map((k) => (1 + 2 * k) ** y * Math.exp(-1 - 2 * k));
      const total = masses.reduce((sum, mass) => sum + mass, 0);
      const draws = times(L, () => {
        let left = random.uniform() * total;
        const k = masses.findIndex((mass) => (left -= mass) < 0);
        return k < 0 ? 3 : k;
      });
      tied.push(rankAmong(draws, truth, 0));
      placed.push(rankAmong(draws, truth, random.uniform()));
    }
    expect(uniform(placed)).toBe(true);
    expect(uniform(tied)).toBe(false);
  });
});

describe('the chi-square test', () => {
  const random = chance(4);

  it('has uniform p-values for uniform ranks', () => {
    const pValues = times(1000, () => {
      const ranks = times(500, () => Math.floor((L + 1) * random.uniform()));
      return chiSquareOfRanks(ranks, L, BINS).pValue;
    });
    expect(ksDistance(pValues, (p) => p)).toBeLessThan(ksBound(1000));
  });

  // Truth N(0, 1), posterior N(bias, sd²): the rank counts uniforms below Φ((truth − bias)/sd). Share of 300
  // repetitions of 256 ranks with p < 0.01, against another implementation's 300: the difference of two such shares
  // has standard error √(2 p(1 − p)/300), here within Z of it (with p kept from the ends by a count of 1).
  it.each([
    [0, 0.9, 0.05],
    [0, 0.8, 0.64],
    [0, 0.7, 1],
    [0.2, 1, 0.21],
  ])('sees a bias of %d and an sd of %d in a share of %d of cases', (bias, sd, power) => {
    const seen = times(300, () => {
      const ranks = times(256, () => {
        const p = normalCdf((random.normal() - bias) / sd);
        let rank = 0;
        for (let i = 0; i < L; i++) if (random.uniform() < p) rank++;
        return rank;
      });
      return chiSquareOfRanks(ranks, L, BINS).pValue < 0.01 ? 1 : 0;
    }).reduce<number>((sum, one) => sum + one, 0);
    const p = Math.min(299 / 300, Math.max(1 / 300, power));
    expect(Math.abs(seen / 300 - power)).toBeLessThan(Z * Math.sqrt((2 * p * (1 - p)) / 300));
  });
});

describe('the band', () => {
  // 4000 repetitions: the share's standard error is 0.0034; limits are whole numbers, so the band keeps a little more.
  it('is kept with its level, 0.95, by uniform ranks', () => {
    const random = chance(5);
    const band = ecdfBand(256, BINS, 0.95);
    const kept = times(4000, () =>
      outsideBand(
        times(256, () => Math.floor((L + 1) * random.uniform())),
        L,
        band,
      ),
    ).filter((outside) => outside.length === 0).length;
    const error = Math.sqrt((0.95 * 0.05) / 4000);
    expect(kept / 4000).toBeGreaterThan(0.95 - Z * error);
    expect(kept / 4000).toBeLessThan(0.955 + Z * error);
  });
});
