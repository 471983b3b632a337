/**
 * Both engines against closed forms at a finite tolerance. Bounds are Z standard errors, a false-alarm rate of 1e-6
 * each; the standard deviations between seeds that they rest on were measured over 30 seeds.
 */
import { describe, expect, it } from 'vitest';
import { apmc, type ApmcSettings } from '../../../src/calibration/apmc.js';
import type { Population } from '../../../src/calibration/population.js';
import { replenish, type ReplenishmentSettings } from '../../../src/calibration/replenishment.js';
import { masterKey } from '../../../src/random/seed.js';
import { normalCdf } from '../../../src/statistics/distributions.js';
import { Z } from '../../goodness-of-fit.js';
import { mutant } from './mutant.js';
import { momentsOf, normalNormal, poissonGamma, rateOf, type Toy } from './toys.js';

type Engine = (problem: Toy, seed: string, tolerance: number) => Promise<Population>;
const APMC: Omit<ApmcSettings, 'key' | 'tolerance'> = {
  size: 1000,
  kept: 0.5,
  leastAccepted: 0.01,
  most: 20_000,
};
const REPLENISHMENT: Omit<ReplenishmentSettings, 'key' | 'tolerance'> = {
  size: 600,
  survivors: 0.6,
  distinct: 0.5,
  leastAccepted: 0.001,
  lowering: 0.7,
  most: 20_000,
};
const byApmc =
  (engine: typeof apmc): Engine =>
  (problem, seed, tolerance) =>
    engine(problem, { ...APMC, tolerance, key: masterKey(seed) });
const byReplenishment =
  (engine: typeof replenish): Engine =>
  (problem, seed, tolerance) =>
    engine(problem, { ...REPLENISHMENT, tolerance, key: masterKey(seed) });

interface Known {
  readonly problem: (seed: string) => Toy;
  readonly tolerance: number;
  readonly value: (coordinate: number) => number;
  /** Mean, sd, quantiles 0.05, 0.5 and 0.95, log evidence. */
  readonly exact: readonly number[];
}

/** θ ~ N(0, 1), y ~ N(θ, 0.5²), |y − 2| ≤ 0.25: y alone is N(0, 1.25). Moments by quadrature. */
const NORMAL: Known = {
  problem: normalNormal,
  tolerance: 0.25,
  value: (z) => z,
  exact: [
    1.5737856,
    0.4613419,
    NaN,
    NaN,
    NaN,
    Math.log(normalCdf(2.25 / Math.sqrt(1.25)) - normalCdf(1.75 / Math.sqrt(1.25))),
  ],
};
/** λ ~ Gamma(2, 0.1), S ~ Poisson(λ), |S − 37| ≤ 2: a mixture of Gamma(2 + k, 1.1), k = 35 … 39, by negative binomial weights. */
const POISSON: Known = {
  problem: poissonGamma,
  tolerance: 2,
  value: rateOf,
  exact: [35.3294571, 5.8103027, 26.333058, 35.017825, 45.38904, Math.log(0.046366126)],
};

/** Averages over seeds of what is in `Known.exact`. */
async function found(engine: Engine, { problem, tolerance, value }: Known, seeds: number): Promise<number[]> {
  const sums = [0, 0, 0, 0, 0, 0];
  for (let seed = 0; seed < seeds; seed++) {
    const population = await engine(problem(`data ${seed}`), `engine ${seed}`, tolerance);
    expect(population.ended).toBe('tolerance');
    expect(population.tolerance).toBe(tolerance);
    const { mean, sd, quantile } = momentsOf(population, value);
    const all = [mean, sd, quantile(0.05), quantile(0.5), quantile(0.95)];
    for (const [at, one] of [...all, population.generations.at(-1)!.logEvidence].entries())
      sums[at]! += one / seeds;
  }
  return sums;
}

/** The largest error, in units of its bound: above 1 the closed form is missed. */
function misfit(values: readonly number[], { exact }: Known, sds: readonly number[], seeds: number): number {
  return Math.max(
    ...exact.map((value, at) =>
      Number.isNaN(value) ? 0 : Math.abs(values[at]! - value) / ((Z * sds[at]!) / Math.sqrt(seeds)),
    ),
  );
}

/** Of mean, sd, three quantiles and log evidence between seeds. */
const SD = {
  apmc: {
    normal: [0.023, 0.022, 0.086, 0.027, 0.042, 0.118],
    poisson: [0.276, 0.203, 0.632, 0.395, 0.633, 0.115],
  },
  replenishment: {
    normal: [0.042, 0.025, 0.098, 0.041, 0.044, 0.112],
    poisson: [0.324, 0.285, 0.94, 0.322, 0.707, 0.099],
  },
} as const;

describe('adaptive population Monte Carlo', () => {
  it('finds normal–normal', async () => {
    expect(misfit(await found(byApmc(apmc), NORMAL, 10), NORMAL, SD.apmc.normal, 10)).toBeLessThan(1);
  });

  it('finds Poisson–Gamma', async () => {
    expect(misfit(await found(byApmc(apmc), POISSON, 4), POISSON, SD.apmc.poisson, 4)).toBeLessThan(1);
  });

  const density = (from: string, to: string): string =>
    mutant('calibration/apmc.js', [
      "'./kernel-density.js'",
      `'${mutant('calibration/kernel-density.js', [from, to])}'`,
    ]);
  it.each<readonly [string, () => string, number]>([
    [
      'without weights',
      () =>
        mutant('calibration/apmc.js', [
          '({ logImportance, simulated }) => logImportance + ',
          '({ simulated }) => ',
        ]),
      2,
    ],
    ['without the prior', () => density('-prior / 2 - ', '-'), 2],
    [
      'with a density that ignores the weights',
      () =>
        density('Math.log(this.weights[at]) - squares / 2', '-squares / 2 - Math.log(this.particles.length)'),
      // A mistake of a tenth of a posterior sd, which ten seeds do not see.
      16,
    ],
  ])('is seen to fail %s', async (_, make, seeds) => {
    const { apmc: broken } = (await import(/* @vite-ignore */ make())) as { apmc: typeof apmc };
    expect(misfit(await found(byApmc(broken), NORMAL, seeds), NORMAL, SD.apmc.normal, seeds)).toBeGreaterThan(
      1,
    );
  });

  it('is seen to fail with weights that went to other particles', async () => {
    const permuted: Engine = async (...given) => {
      const population = await byApmc(apmc)(...given);
      return { ...population, weights: population.weights.slice().reverse() };
    };
    expect(misfit(await found(permuted, NORMAL, 2), NORMAL, SD.apmc.normal, 2)).toBeGreaterThan(1);
  });
});

describe('replenishment', () => {
  it('finds normal–normal', async () => {
    const values = await found(byReplenishment(replenish), NORMAL, 6);
    expect(misfit(values, NORMAL, SD.replenishment.normal, 6)).toBeLessThan(1);
  });

  it('finds Poisson–Gamma', async () => {
    const values = await found(byReplenishment(replenish), POISSON, 4);
    expect(misfit(values, POISSON, SD.replenishment.poisson, 4)).toBeLessThan(1);
  });

  it.each<readonly [string, () => string]>([
    [
      'with moves accepted without the prior',
      () =>
        mutant('calibration/replenishment.js', [
          "'./proposal.js'",
          `'${mutant('calibration/proposal.js', ['(squares - prior) / 2', 'squares / 2'])}'`,
        ]),
    ],
    [
      'with survivors resampled whatever their weight',
      () =>
        mutant('calibration/replenishment.js', [
          'this.resampled(weights, total)',
          'this.resampled(weights.map(() => 1), weights.length)',
        ]),
    ],
    [
      'with moves that keep the simulation they came from',
      () =>
        mutant('calibration/replenishment.js', [
          'await this.simulate(proposed.map(({ point }) => point))',
          'await this.simulate(proposed.map(({ point }) => point)).then(() => proposed.map(({ at }) => this.particles[at].simulated))',
        ]),
    ],
  ])('is seen to fail %s', async (_, make) => {
    const module = (await import(/* @vite-ignore */ make())) as { replenish: typeof replenish };
    const limited: typeof replenish = (problem, settings) =>
      module.replenish(problem, { ...settings, most: 8000 });
    const sums = [0, 0];
    for (const seed of [0, 1, 2, 3]) {
      const population = await byReplenishment(limited)(
        NORMAL.problem(`data ${seed}`),
        `engine ${seed}`,
        0.25,
      );
      const { mean, sd } = momentsOf(population);
      sums[0]! += mean / 4;
      sums[1]! += sd / 4;
    }
    const [mean, sd] = SD.replenishment.normal;
    expect(
      Math.max(
        Math.abs(sums[0]! - NORMAL.exact[0]!) / ((Z * mean) / 2),
        Math.abs(sums[1]! - NORMAL.exact[1]!) / ((Z * sd) / 2),
      ),
    ).toBeGreaterThan(1);
  });
});
