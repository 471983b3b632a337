/** Problems whose posterior at a finite tolerance has a closed form, in the coordinates that the engines work in. */
import type { AbcProblem, Population } from '../../../src/calibration/population.js';
import { normalQuantile } from '../../../src/random/samplers.js';
import { Draws } from '../../../src/random/draws.js';
import { masterKey } from '../../../src/random/seed.js';
import { gammaQuantile, normalCdf, poissonCdf } from '../../../src/statistics/distributions.js';
import { weightedQuantile } from '../../../src/statistics/quantile.js';

/** Chance of one simulation: uniforms of its own, by number. */
export type Uniform = (ordinal: number) => number;

export interface Toy extends AbcProblem {
  /** Largest number of simulations of which any was asked, plus one. */
  asked: number;
}

export interface ToySettings {
  readonly dimension?: number;
  readonly learnt?: readonly number[];
  readonly weights?: readonly number[];
  readonly seed?: string;
}

/** @param simulate distances, one a reading, of one simulation at a point; `keep` what is kept of it */
export function toy(
  simulate: (point: Float64Array, uniform: Uniform) => readonly number[],
  { dimension = 1, learnt, weights = [1], seed = 'toy' }: ToySettings = {},
): Toy {
  const draws = new Draws(masterKey(seed));
  const problem: Toy = {
    dimension,
    learnt: learnt ?? Array.from({ length: dimension }, (_, at) => at),
    weights,
    shares: weights,
    asked: 0,
    simulate(points, first) {
      problem.asked = Math.max(problem.asked, first + points.length);
      return Promise.resolve(
        points.map((point, at) => {
          const id = first + at;
          const distances = Float64Array.from(
            simulate(point, (ordinal) => draws.uniform(id, ordinal, 0x746f79, 0)),
          );
          return { id, distances, residuals: distances, values: new Float64Array(0) };
        }),
      );
    },
  };
  return problem;
}

export function poissonCount(mean: number, u: number): number {
  let count = Math.max(0, Math.floor(mean + Math.sqrt(mean) * normalQuantile(u)));
  while (poissonCdf(count, mean) < u) count++;
  while (count > 0 && poissonCdf(count - 1, mean) >= u) count--;
  return count;
}

/** λ ~ Gamma(2, rate 0.1), S ~ Poisson(λ), S = 37 seen. */
export const rateOf = (coordinate: number): number => gammaQuantile(normalCdf(coordinate), 2, 0.1);
export const poissonGamma = (seed: string): Toy =>
  toy(([z], uniform) => [Math.abs(poissonCount(rateOf(z!), uniform(0)) - 37)], { seed });

/** θ ~ N(0, 1), y ~ N(θ, 0.5²), y = 2 seen. */
export const normalNormal = (seed: string): Toy =>
  toy(([z], uniform) => [Math.abs(z! + 0.5 * normalQuantile(uniform(0)) - 2)], { seed });

export interface Moments {
  readonly mean: number;
  readonly sd: number;
  readonly quantile: (p: number) => number;
}

/** Of a function of the first coordinate. */
export function momentsOf(
  { particles, weights }: Population,
  of: (coordinate: number) => number = (z) => z,
): Moments {
  const values = particles.map(({ point }) => of(point[0]!));
  const mean = values.reduce((sum, value, at) => sum + weights[at]! * value, 0);
  const variance = values.reduce((sum, value, at) => sum + weights[at]! * (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(variance), quantile: (p) => weightedQuantile(values, [...weights], p) };
}
