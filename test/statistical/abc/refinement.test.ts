/** Refinement of an exact sample at one tolerance against the closed form at a lower one. */
import { describe, expect, it } from 'vitest';
import {
  kernel,
  type Particle,
  type Population,
  readingPosterior,
} from '../../../src/calibration/population.js';
import { refined } from '../../../src/calibration/refinement.js';
import { Draws } from '../../../src/random/draws.js';
import { normalQuantile } from '../../../src/random/samplers.js';
import { masterKey } from '../../../src/random/seed.js';
import { normalCdf } from '../../../src/statistics/distributions.js';
import { Z } from '../../goodness-of-fit.js';
import { mutant } from './mutant.js';
import { momentsOf, toy, type Toy } from './toys.js';

// θ ~ N(0, 1), y ~ N(θ, 0.5²), read as 1.2 (weight 0.6) or as 0 (0.4); tolerance from 1.5 to 0.3.
const [CHANCE, WEIGHTS, SEEN] = [0.5, [0.6, 0.4], [1.2, 0]] as const;
const [WIDE, NARROW] = [1.5, 0.3];
const problem = (seed: string): Toy =>
  toy(
    ([z], u) => {
      const y = z! + CHANCE * normalQuantile(u(0));
      return SEEN.map((printed) => Math.abs(y - printed));
    },
    { weights: WEIGHTS, seed },
  );

/** Draws of the prior, weighted by the kernel: exact at the tolerance, with no engine in between. */
async function sample(own: Toy, seed: string, size: number, tolerance: number): Promise<Population> {
  const draws = new Draws(masterKey(seed));
  const points = Array.from({ length: size }, (_, n) =>
    Float64Array.of(normalQuantile(draws.uniform(n, 0, 0, 0))),
  );
  const start = await own.simulate(points, 0);
  const levels = start.map(({ distances }) => kernel(distances, WEIGHTS, tolerance));
  const total = levels.reduce((sum, level) => sum + level, 0);
  const kept: { particle: Particle; weight: number }[] = [];
  for (const [at, level] of levels.entries())
    if (level > 0)
      kept.push({ particle: { point: points[at]!, simulated: start[at]! }, weight: level / total });
  const generation = {
    generation: 1,
    tolerance,
    accepted: 1,
    simulations: size,
    logEvidence: Math.log(total / size),
    effectiveSampleSize: kept.length,
  };
  return {
    particles: kept.map(({ particle }) => particle),
    weights: Float64Array.from(kept, ({ weight }) => weight),
    start,
    tolerance,
    generations: [generation],
    simulations: size,
    ended: 'tolerance',
  };
}

type Refine = typeof refined;
const SETTINGS = { replicates: 12, effective: 0, tolerance: NARROW };

/** Mean and standard deviation of θ, share of the first reading, log evidence: averages over seeds. */
async function found(refine: Refine, seeds: number): Promise<number[]> {
  const sums = [0, 0, 0, 0];
  for (let seed = 0; seed < seeds; seed++) {
    const own = problem(`data ${seed}`);
    const wide = await sample(own, `prior ${seed}`, 600, WIDE);
    const population = await refine(wide, own, { ...SETTINGS, key: masterKey(`refine ${seed}`) });
    expect(population.tolerance).toBe(NARROW);
    const { mean, sd } = momentsOf(population);
    const values = [
      mean,
      sd,
      readingPosterior(population, WEIGHTS)[0]!,
      population.generations.at(-1)!.logEvidence,
    ];
    for (const [at, value] of values.entries()) sums[at]! += value / seeds;
  }
  return sums;
}

/** The same by quadrature over θ. */
function exact(tolerance: number): number[] {
  const [from, to, steps] = [-8, 8, 16_000];
  const sums = [0, 0, 0];
  let first = 0;
  for (let step = 0; step <= steps; step++) {
    const z = from + ((to - from) * step) / steps;
    const levels = SEEN.map(
      (printed, reading) =>
        WEIGHTS[reading]! *
        (normalCdf((printed + tolerance - z) / CHANCE) - normalCdf((printed - tolerance - z) / CHANCE)),
    );
    const density = Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI);
    const own = density * (levels[0]! + levels[1]!) * ((to - from) / steps);
    for (const power of [0, 1, 2]) sums[power]! += own * z ** power;
    first += density * levels[0]! * ((to - from) / steps);
  }
  const mean = sums[1]! / sums[0]!;
  return [mean, Math.sqrt(sums[2]! / sums[0]! - mean ** 2), first / sums[0]!, Math.log(sums[0]!)];
}

/** Standard deviations of one seed's values, over 200 seeds. */
const SD = [0.0313, 0.0174, 0.0194, 0.0284];
const SEEDS = 12;
const misfit = (values: readonly number[], known: readonly number[], seeds: number): number =>
  Math.max(...known.map((value, at) => Math.abs(values[at]! - value) / ((Z * SD[at]!) / Math.sqrt(seeds))));

describe('refinement', () => {
  it('finds the posterior, the readings and the evidence at the lower tolerance', async () => {
    expect(misfit(await found(refined, SEEDS), exact(NARROW), SEEDS)).toBeLessThan(1);
    expect(misfit(exact(WIDE), exact(NARROW), SEEDS), 'the two tolerances can be told apart').toBeGreaterThan(
      3,
    );
  });

  it.each<readonly [string, readonly (readonly [string, string])[]]>([
    ['that keeps the weights', [['(weight * share(simulated, tolerance))', 'weight']]],
    [
      'that weighs by the chance of coming within, not by its ratio',
      [
        [
          '(sum, one) => sum + share(one, to), 0)) / within.length',
          '(sum, one) => sum + share(one, to), 0))',
        ],
        ['/ within.length / kept', '/ kept'],
      ],
    ],
    [
      'that takes what lies within under any reading as within under all',
      [
        [
          'draws.uniform(one.id, 0, 0, 0) < kernel(one.distances, problem.weights, reached)',
          'kernel(one.distances, problem.weights, reached) > 0',
        ],
      ],
    ],
  ])('is seen to fail in one %s', async (_, changes) => {
    const { refined: broken } = (await import(
      /* @vite-ignore */ mutant('calibration/refinement.js', ...changes)
    )) as { refined: Refine };
    expect(misfit(await found(broken, SEEDS), exact(NARROW), SEEDS)).toBeGreaterThan(1);
  });

  it('lowers the tolerance only as far as enough effective draws remain', async () => {
    const own = problem('enough');
    const wide = await sample(own, 'enough', 600, WIDE);
    const before = 1 / wide.weights.reduce((sum, weight) => sum + weight ** 2, 0);
    for (const effective of [0.97, 0.9]) {
      const population = await refined(wide, own, { ...SETTINGS, effective, key: masterKey('enough') });
      expect(population.tolerance).toBeGreaterThan(NARROW);
      expect(population.tolerance).toBeLessThan(WIDE);
      expect(population.generations.at(-1)!.effectiveSampleSize).toBeGreaterThanOrEqual(effective * before);
      expect(population.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
      expect(population.simulations).toBe(600 + SETTINGS.replicates * wide.particles.length);
    }
  });

  it('leaves a population as it is where nothing is simulated', async () => {
    const own = problem('none');
    const wide = await sample(own, 'none', 100, WIDE);
    expect(await refined(wide, own, { ...SETTINGS, replicates: 0, key: masterKey('none') })).toBe(wide);
  });
});
