/** The draws of a fit: its runs pooled with equal weight, copies of a simulation as one draw with their weight. */
import type { ParameterValues } from '../model/parameters.js';
import { effectiveSampleSize } from '../statistics/weighted.js';
import type { Fit } from './fit.js';
import { type Particle, readingPosterior } from './population.js';
import { READING_WEIGHTS, READINGS } from './target.js';

/** Digits of a shipped value: what is written is what is used. */
const DIGITS = 6;
/** An interval needs so many independent draws, or is refused. */
export const LEAST_EFFECTIVE = 100;

export interface PosteriorDraw {
  readonly weight: number;
  readonly particle: Particle;
  readonly values: ParameterValues;
}

export interface Posterior {
  readonly fit: Fit;
  /** Weights sum to 1. */
  readonly draws: readonly PosteriorDraw[];
  readonly effectiveSampleSize: number;
  /** Largest tolerance of the runs. */
  readonly tolerance: number;
  readonly simulations: number;
  /** Posterior probability of each reading. */
  readonly readings: readonly number[];
}

export function posteriorOf(fit: Fit): Posterior {
  const { runs, space } = fit;
  const draws = runs.flatMap(({ particles, weights }) => {
    const distinct = new Map<number, { particle: Particle; weight: number }>();
    for (const [at, particle] of particles.entries()) {
      const known = distinct.get(particle.simulated.id);
      const weight = (known?.weight ?? 0) + weights[at]! / runs.length;
      distinct.set(particle.simulated.id, { particle, weight });
    }
    return [...distinct.values()]
      .sort((a, b) => a.particle.simulated.id - b.particle.simulated.id)
      .map(({ particle, weight }) => ({ particle, weight, values: rounded(space.values(particle.point)) }));
  });
  const prior = READINGS.map((reading) => READING_WEIGHTS[reading]);
  const byRun = runs.map((run) => readingPosterior(run, prior));
  return {
    fit,
    draws,
    effectiveSampleSize: effectiveSampleSize(draws.map(({ weight }) => weight)),
    tolerance: Math.max(...runs.map(({ tolerance }) => tolerance)),
    simulations: runs.reduce((sum, { simulations }) => sum + simulations, 0),
    readings: READINGS.map((_, at) => byRun.reduce((sum, own) => sum + own[at]!, 0) / runs.length),
  };
}

/** The values as they are shipped. */
function rounded(values: ParameterValues): ParameterValues {
  const text = JSON.stringify(values, (_, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value,
  );
  return JSON.parse(text) as ParameterValues;
}
