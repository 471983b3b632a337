/** What both engines do beside finding a posterior: evidence, readings, point masses, stopping, order. */
import { describe, expect, it } from 'vitest';
import { apmc } from '../../../src/calibration/apmc.js';
import { logEvidenceAt } from '../../../src/calibration/evidence.js';
import { kernel, type Population, readingPosterior } from '../../../src/calibration/population.js';
import { replenish } from '../../../src/calibration/replenishment.js';
import { priorQuantile, uniform, withMasses } from '../../../src/model/priors.js';
import { normalQuantile } from '../../../src/random/samplers.js';
import { masterKey } from '../../../src/random/seed.js';
import { normalCdf, poissonCdf } from '../../../src/statistics/distributions.js';
import { Z } from '../../goodness-of-fit.js';
import { poissonCount, toy, type Toy } from './toys.js';

type Engine = (
  problem: Toy,
  seed: string,
  tolerance: number,
  more?: { readonly most?: number; readonly kept?: number },
) => Promise<Population>;
const MOST = 20_000;
const ENGINES: readonly (readonly [string, Engine])[] = [
  [
    'adaptive population Monte Carlo',
    (problem, seed, tolerance, { most = MOST, kept = 0.5 } = {}) =>
      apmc(problem, { size: 400, kept, leastAccepted: 0.01, most, tolerance, key: masterKey(seed) }),
  ],
  [
    'replenishment',
    (problem, seed, tolerance, { most = MOST } = {}) =>
      replenish(problem, {
        size: 400,
        survivors: 0.6,
        distinct: 0.5,
        leastAccepted: 0.001,
        lowering: 0.7,
        most,
        tolerance,
        key: masterKey(seed),
      }),
  ],
];

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
async function over<T>(seeds: number, one: (seed: string) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let seed = 0; seed < seeds; seed++) all.push(await one(`seed ${seed}`));
  return all;
}
const atEnd = ({ generations, start }: Population, weights: readonly number[], tolerance: number): number =>
  generations.at(-1)?.logEvidence ??
  Math.log(mean(start.map(({ distances }) => kernel(distances, weights, tolerance))));

describe.each(ENGINES)('%s', (_, engine) => {
  // One count y; M1: Poisson, rate ~ Exp(1), P(y) = 2^-(y+1); M2: geometric, p uniform, P(y) = 1/((y+1)(y+2)).
  it.each([
    [0, 1],
    [1, 1.5],
    [2, 1.5],
    [3, 1.25],
  ])(
    'finds the Bayes factor of Poisson against geometric for y = %d by exact matches: %d',
    async (y, factor) => {
      const poisson = (seed: string): Toy =>
        toy(([z], u) => [Math.abs(poissonCount(-Math.log(normalCdf(-z!)), u(0)) - y)], { seed });
      const geometric = (seed: string): Toy =>
        toy(
          ([z], u) => {
            const p = Math.min(1 - 1e-12, Math.max(1e-12, normalCdf(z!)));
            return [Math.abs(Math.floor(Math.log(u(0)) / Math.log(1 - p)) - y)];
          },
          { seed },
        );
      // Whole-number distances need fewer kept than match, or the tolerance does not fall to 0.
      const exactly = (problem: Toy, seed: string) => engine(problem, seed, 0, { kept: 0.1 });
      const logs = await over(10, async (seed) => {
        const [one, other] = [await exactly(poisson(seed), seed), await exactly(geometric(seed), `${seed}'`)];
        expect([one.tolerance, other.tolerance]).toEqual([0, 0]);
        return atEnd(one, [1], 0) - atEnd(other, [1], 0);
      });
      // Standard deviation of one log factor between seeds: at most 0.2 over both engines and the four counts.
      expect(Math.abs(mean(logs) - Math.log(factor))).toBeLessThan((Z * 0.2) / Math.sqrt(10));
    },
  );

  // θ ~ N(0, 1), y ~ N(θ, 0.5²); read as 2 (weight 0.6) or as −1 (0.4): apart, so that the posterior is a mixture.
  it('sums readings out and finds the posterior of each', async () => {
    const [tolerance, weights, seen] = [0.3, [0.6, 0.4], [2, -1]];
    const problem = (seed: string): Toy =>
      toy(
        ([z], u) => {
          const y = z! + 0.5 * normalQuantile(u(0));
          return seen.map((printed) => Math.abs(y - printed));
        },
        { weights, seed },
      );
    const inside = seen.map(
      (printed) =>
        normalCdf((printed + tolerance) / Math.sqrt(1.25)) -
        normalCdf((printed - tolerance) / Math.sqrt(1.25)),
    );
    const joint = inside.map((p, reading) => p * weights[reading]!);
    const exact = joint[0]! / (joint[0]! + joint[1]!);
    const found = await over(5, async (seed) => {
      const population = await engine(problem(seed), seed, tolerance);
      const readings = readingPosterior(population, weights);
      expect(readings[0]! + readings[1]!).toBeCloseTo(1, 12);
      return { first: readings[0]!, log: atEnd(population, weights, tolerance) };
    });
    // Between seeds: 0.05 of the share, 0.1 of the log evidence.
    expect(Math.abs(mean(found.map(({ first }) => first)) - exact)).toBeLessThan((Z * 0.05) / Math.sqrt(5));
    expect(Math.abs(mean(found.map(({ log }) => log)) - Math.log(joint[0]! + joint[1]!))).toBeLessThan(
      (Z * 0.1) / Math.sqrt(5),
    );
    expect(exact, 'far enough from the prior weight to tell').toBeLessThan(0.45);
  });

  // Rate 0 with probability 0.3, else uniform on 0–20; |Poisson − 1| ≤ 1.
  it('keeps a point mass of the prior exactly', async () => {
    const prior = withMasses(uniform(0, 20), [0, 0.3]);
    const rate = (z: number): number => priorQuantile(prior, normalCdf(z));
    const problem = (seed: string): Toy =>
      toy(([z], u) => [Math.abs((rate(z!) === 0 ? 0 : poissonCount(rate(z!), u(0))) - 1)], { seed });
    // ∫₀²⁰ P(Poisson(λ) ≤ 2) dλ / 20 by the gamma tails: Σₖ P(Gamma(k + 1) ≤ 20) / 20, k = 0, 1, 2.
    const rest = [0, 1, 2].reduce((sum, k) => sum + (1 - poissonCdf(k, 20)) / 20, 0);
    const exact = 0.3 / (0.3 + 0.7 * rest);
    const shares = await over(5, async (seed) => {
      const { particles, weights } = await engine(problem(seed), seed, 1);
      return particles.reduce((sum, { point }, at) => sum + (rate(point[0]!) === 0 ? weights[at]! : 0), 0);
    });
    // Standard deviation between seeds: 0.04.
    expect(Math.abs(mean(shares) - exact)).toBeLessThan((Z * 0.04) / Math.sqrt(5));
  });

  it('ends when whole-number distances are all 0, within its limit', async () => {
    const problem = toy(([z], u) => [Math.abs(poissonCount(-Math.log(normalCdf(-z!)), u(0)) - 1)]);
    const population = await engine(problem, 'zero', 0);
    expect([population.ended, population.tolerance]).toEqual(['tolerance', 0]);
    expect(population.particles.every(({ simulated }) => simulated.distances[0] === 0)).toBe(true);
  });

  it.each([400, 401, 999, 1500])('never simulates more than its limit, %d', async (most) => {
    const problem = toy(([z], u) => [Math.abs(z! + normalQuantile(u(0)) - 5)]);
    const population = await engine(problem, 'limit', 0, { most });
    expect(population.ended).toBe('simulations');
    expect(population.simulations).toBeLessThanOrEqual(most);
    expect(problem.asked).toBe(population.simulations);
    const weights = population.weights.reduce((sum, weight) => sum + weight, 0);
    expect(weights).toBeCloseTo(1, 12);
  });

  it('ends where nothing comes nearer', async () => {
    const population = await engine(
      toy(() => [1]),
      'flat',
      0,
    );
    expect(['unchanged', 'acceptance']).toContain(population.ended);
    expect(population.tolerance).toBe(1);
    expect(population.simulations).toBeLessThan(3000);
  });

  it('leaves out simulations that failed', async () => {
    const problem = toy(([z], u) => [u(1) < 0.1 ? Infinity : Math.abs(z! + 0.5 * normalQuantile(u(0)) - 2)]);
    const { particles, tolerance } = await engine(problem, 'failed', 0.5);
    expect(tolerance).toBe(0.5);
    expect(particles.every(({ simulated }) => simulated.distances[0]! <= 0.5)).toBe(true);
  });

  it('does not depend on the order in which simulations of a batch are made or finished', async () => {
    const counted = (): Toy =>
      toy(([z, y], u) => [Math.abs(poissonCount(9 * (1 + normalCdf(z! + y!)), u(0)) - 20)], {
        dimension: 2,
        learnt: [0],
      });
    const straight = await engine(counted(), 'order', 1);
    for (const shift of [1, 7, 64]) {
      const inner = counted();
      const population = await engine(
        {
          ...inner,
          async simulate(points, first) {
            const order = points
              .map((_, at) => at)
              .sort((a, b) => ((a * 37) % 101) - ((b * 37) % 101) || a - b);
            const done: Awaited<ReturnType<Toy['simulate']>>[number][] = [];
            for (let at = 0; at < order.length; at += shift)
              await Promise.all(
                order.slice(at, at + shift).map(async (n) => {
                  if (n % 13 === 0) await new Promise((resolve) => setImmediate(resolve));
                  [done[n]] = (await inner.simulate([points[n]!], first + n)) as [(typeof done)[number]];
                }),
              );
            return done;
          },
        },
        'order',
        1,
      );
      expect(population).toEqual(straight);
    }
  });
});

describe('adaptive population Monte Carlo', () => {
  const settings = {
    size: 200,
    kept: 0.25,
    most: 200,
    tolerance: 0,
    key: masterKey('ties'),
    leastAccepted: 0,
  };

  it('keeps the first of equally near simulations', async () => {
    const { particles } = await apmc(
      toy((_, u) => [Math.floor(3 * u(0))]),
      settings,
    );
    const ids = particles.map(({ simulated: { id } }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    const one = await apmc(
      toy(() => [1]),
      settings,
    );
    expect(one.particles.map(({ simulated: { id } }) => id)).toEqual(
      Array.from({ length: 50 }, (_, id) => id),
    );
  });

  it('gives up after five batches without a lower tolerance', async () => {
    const flat = await apmc(
      toy(() => [1]),
      { ...settings, most: 10_000 },
    );
    expect([flat.ended, flat.generations.length]).toEqual(['unchanged', 5]);
  });
});

describe('evidence at a tolerance', () => {
  // Three readings that are one: weights sum to 1 and the kernel is that of a single reading.
  const problem = toy(
    ([z], u) => {
      const distance = Math.abs(z! + 0.5 * normalQuantile(u(0)) - 2);
      return [distance, distance, distance];
    },
    { weights: [0.4, 0.4, 0.2], seed: 'evidence' },
  );
  const exact = (tolerance: number): number =>
    Math.log(normalCdf((2 + tolerance) / Math.sqrt(1.25)) - normalCdf((2 - tolerance) / Math.sqrt(1.25)));

  it('follows the closed form at, between and above the tolerances of a run', async () => {
    const run = await ENGINES[1]![1](problem, 'evidence', 0.3);
    const tolerances = run.generations.map(({ tolerance }) => tolerance);
    expect(tolerances[0]!).toBeLessThan(4);
    for (const { tolerance, logEvidence } of run.generations)
      expect(logEvidenceAt(run, tolerance)).toBeCloseTo(logEvidence, 10);
    // Standard deviation between seeds 0.1 at 0.3, less above; the first batch of 400 gives its own share exactly.
    for (const tolerance of [0.3, 0.5, 0.9, 1.3, 1.8])
      expect(Math.abs(logEvidenceAt(run, tolerance) - exact(tolerance)), `${tolerance}`).toBeLessThan(
        Z * 0.1,
      );
    const share = run.start.filter(({ distances }) => distances[0]! <= 4).length / run.start.length;
    expect(logEvidenceAt(run, 4)).toBe(Math.log(share));
    expect(logEvidenceAt({ ...run, generations: [] }, Infinity)).toBe(0);
  });

  it('is minus infinity below what any simulation reached', async () => {
    const run = await ENGINES[1]![1](problem, 'evidence', 0.3);
    expect(logEvidenceAt(run, -1)).toBe(-Infinity);
  });
});

/**
 * Four counts; Poisson with rate ~ Exp(1), or geometric with p uniform. Their sum is enough for either model and not
 * for choosing between them (Robert, Cornuet, Marin & Pillai 2011): see docs/decisions.md.
 */
describe('a Bayes factor from a summary', () => {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const full = (counts: readonly number[]): number => {
    const [n, sum] = [counts.length, counts.reduce((a, b) => a + b, 0)];
    const poisson =
      factorial(sum) / (counts.reduce((product, y) => product * factorial(y), 1) * (n + 1) ** (sum + 1));
    return poisson / ((factorial(n) * factorial(sum)) / factorial(n + sum + 1));
  };

  it('may point the other way than the data: one sum, opposite evidence', async () => {
    expect(full([0, 0, 0, 9])).toBeCloseTo(0.001025024, 9);
    expect(full([2, 2, 2, 3])).toBeCloseTo(7.74918144, 8);
    const geometric = (z: number, u: number): number =>
      Math.floor(Math.log(u) / Math.log(1 - Math.min(1 - 1e-12, Math.max(1e-12, normalCdf(z)))));
    const logs = await over(4, async (seed) => {
      const engine = ENGINES[1]![1];
      const one = await engine(
        toy(([z], u) => [Math.abs(poissonCount(-4 * Math.log(normalCdf(-z!)), u(0)) - 9)], { seed }),
        seed,
        0,
      );
      const other = await engine(
        toy(([z], u) => [Math.abs([0, 1, 2, 3].reduce((sum, at) => sum + geometric(z!, u(at)), 0) - 9)], {
          seed,
        }),
        `${seed}'`,
        0,
      );
      return atEnd(one, [1], 0) - atEnd(other, [1], 0);
    });
    // Exact from the sum alone; standard deviation of one log factor between seeds: 0.2.
    expect(Math.abs(mean(logs) - Math.log(1.2213813248))).toBeLessThan((Z * 0.2) / 2);
  });
});
