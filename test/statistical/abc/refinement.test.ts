/** Refinement of an exact sample at one tolerance against the closed form at a lower one. */
import { describe, expect, it } from 'vitest';
import {
  kernel,
  type Particle,
  type Population,
  readingPosterior,
} from '../../../src/calibration/population.js';
import { logEvidenceAt } from '../../../src/calibration/evidence.js';
import { fittedRun } from '../../../src/calibration/fit.js';
import { refined } from '../../../src/calibration/refinement.js';
import { replenish } from '../../../src/calibration/replenishment.js';
import { Draws } from '../../../src/random/draws.js';
import { normalQuantile } from '../../../src/random/samplers.js';
import { masterKey } from '../../../src/random/seed.js';
import { normalCdf } from '../../../src/statistics/distributions.js';
import { effectiveSampleSize } from '../../../src/statistics/weighted.js';
import { chiSquareBound, Z } from '../../goodness-of-fit.js';
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

/**
 * Draws of the prior, weighted by the kernel: exact at the tolerance, with no engine in between. The first half stands
 * twice in the population, as copies of a particle that was resampled, and shares its weight.
 */
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
    for (const part of level > 0 ? (at < size / 2 ? [0.25, 0.75] : [1]) : [])
      kept.push({
        particle: { point: points[at]!, simulated: start[at]! },
        weight: (part * level) / total,
      });
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

interface Found {
  readonly means: number[];
  readonly sds: number[];
}

/** Mean and standard deviation of θ, share of the first reading, log evidence: over seeds. */
async function found(refine: Refine, seeds: number): Promise<Found> {
  const all: number[][] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const own = problem(`data ${seed}`);
    const wide = await sample(own, `prior ${seed}`, 600, WIDE);
    const population = await refine(wide, own, { ...SETTINGS, key: masterKey(`refine ${seed}`) });
    expect(population.tolerance).toBe(NARROW);
    const { mean, sd } = momentsOf(population);
    all.push([
      mean,
      sd,
      readingPosterior(population, WEIGHTS)[0]!,
      population.generations.at(-1)!.logEvidence,
    ]);
  }
  const means = SD.map((_, at) => all.reduce((sum, values) => sum + values[at]! / seeds, 0));
  const sds = SD.map((_, at) =>
    Math.sqrt(all.reduce((sum, values) => sum + (values[at]! - means[at]!) ** 2, 0) / (seeds - 1)),
  );
  return { means, sds };
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
/** Of a spread between `SEEDS` seeds over the one that is known: at most this, but for one in a million. */
const LARGEST = Math.sqrt(chiSquareBound(SEEDS - 1) / (SEEDS - 1));
/** The largest error, in units of its bound: above 1 a mean or a spread is not what it should be. */
const error = ({ means, sds }: Found): number =>
  Math.max(misfit(means, exact(NARROW), SEEDS), ...sds.map((sd, at) => sd / SD[at]! / LARGEST));

describe('refinement', () => {
  it('finds the posterior, the readings and the evidence at the lower tolerance', async () => {
    expect(error(await found(refined, SEEDS))).toBeLessThan(1);
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
    ['whose copies lose their weight', [['known.weight += weights[at]', 'known.weight += 0']]],
    [
      'in which one uniform decides for all',
      [['draws.uniform(one.id, 0, 0, 0)', 'draws.uniform(0, 0, 0, 0)']],
    ],
  ])('is seen to fail in one %s', async (_, changes) => {
    const { refined: broken } = (await import(
      /* @vite-ignore */ mutant('calibration/refinement.js', ...changes)
    )) as { refined: Refine };
    expect(error(await found(broken, SEEDS))).toBeGreaterThan(1);
  });

  it('lowers the tolerance only as far as enough effective draws remain', async () => {
    const own = problem('enough');
    const wide = await sample(own, 'enough', 600, WIDE);
    const points = new Map<Float64Array, number>();
    for (const [at, { point }] of wide.particles.entries())
      points.set(point, (points.get(point) ?? 0) + wide.weights[at]!);
    const before = effectiveSampleSize([...points.values()]);
    for (const effective of [0.97, 0.9]) {
      const population = await refined(wide, own, { ...SETTINGS, effective, key: masterKey('enough') });
      expect(population.tolerance).toBeGreaterThan(NARROW);
      expect(population.tolerance).toBeLessThan(WIDE);
      expect(population.generations.at(-1)!.effectiveSampleSize).toBeGreaterThanOrEqual(effective * before);
      expect(population.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
      expect(population.simulations).toBe(600 + SETTINGS.replicates * points.size);
    }
  });

  it('numbers its simulations after those that were made, each once', async () => {
    const own = problem('numbers');
    const wide = await sample(own, 'numbers', 100, WIDE);
    const points = new Set(wide.particles.map(({ point }) => point)).size;
    const asked: [number, number][] = [];
    const spied: Toy = {
      ...own,
      simulate: (sets, first) => {
        asked.push([first, sets.length]);
        return own.simulate(sets, first);
      },
    };
    await refined(wide, spied, { ...SETTINGS, key: masterKey('numbers') });
    expect(asked).toEqual(
      Array.from({ length: SETTINGS.replicates }, (_, at) => [100 + at * points, points]),
    );
  });

  it('is a step of every run of a fit, and evidence is read off its steps', async () => {
    const settings = {
      size: 60,
      survivors: 0.6,
      distinct: 0.5,
      leastAccepted: 0.001,
      lowering: 0.7,
      most: 600,
      tolerance: 0,
    };
    const key = masterKey('run');
    const moved = await replenish(problem('run'), { ...settings, key });
    const refinement = { replicates: 10, effective: 0.5 };
    const run = await fittedRun(problem('run'), { ...settings, refinement }, key);
    const points = new Set(moved.particles.map(({ point }) => point)).size;
    expect(run.simulations).toBe(moved.simulations + 10 * points);
    expect(run.tolerance).toBeLessThan(moved.tolerance);
    expect(run.generations.slice(0, moved.generations.length)).toEqual(moved.generations);
    const [last, before] = [run.generations.at(-1)!, run.generations.at(-2)!];
    expect(last.tolerance).toBe(run.tolerance);
    const at = (tolerance: number): number => logEvidenceAt(run, tolerance);
    expect(at(last.tolerance)).toBeCloseTo(last.logEvidence, 12);
    expect(at(before.tolerance)).toBeCloseTo(before.logEvidence, 12);
    expect(at((last.tolerance + before.tolerance) / 2)).toBeGreaterThan(last.logEvidence);
    expect(at((last.tolerance + before.tolerance) / 2)).toBeLessThan(before.logEvidence);
  });

  it('does not step where no weight changes', async () => {
    const own: Toy = toy(([z], u) => [Math.round(Math.abs(z! + u(0)))], { seed: 'whole' });
    const wide = await sample({ ...own, weights: WEIGHTS }, 'whole', 200, 3);
    const population = await refined(wide, own, {
      replicates: 4,
      effective: 0,
      tolerance: 0,
      key: masterKey('whole'),
    });
    expect(population.tolerance).toBe(0);
    expect(population.generations.length).toBeLessThan(8);
  });

  it('leaves a population as it is where nothing is simulated', async () => {
    const own = problem('none');
    const wide = await sample(own, 'none', 100, WIDE);
    const key = masterKey('none');
    expect(await refined(wide, own, { ...SETTINGS, replicates: 0, key })).toBe(wide);
    expect(await refined(wide, own, { ...SETTINGS, tolerance: WIDE, key })).toBe(wide);
    const unlowered = { ...wide, tolerance: Infinity };
    expect(await refined(unlowered, own, { ...SETTINGS, key })).toBe(unlowered);
  });
});
