/** The draws of a fit: its runs pooled with equal weight, particles at one point as one draw with their weight. */
import type { ParameterValues } from '../model/parameters.js';
import { effectiveSampleSize } from '../statistics/weighted.js';
import type { Fit } from './fit.js';
import { readingPosterior } from './population.js';
import { READING_WEIGHTS, READINGS } from './target.js';

/** Digits of a shipped value: what is written is what is used. */
const DIGITS = 6;

export interface PosteriorDraw {
  readonly weight: number;
  /** In the coordinates of the fit's space. */
  readonly point: Float64Array;
  readonly values: ParameterValues;
}

export interface Posterior {
  readonly fit: Fit;
  /** Weights sum to 1. */
  readonly draws: readonly PosteriorDraw[];
  readonly effectiveSampleSize: number;
  /**
   * Independent draws that would spread the means of calibrated coordinates between runs as much as they are; `null`
   * for a single run. Particles of one run descend from few that came through early tolerances, which no weight
   * shows: this is the number to judge a posterior mean by.
   */
  readonly independentDraws: number | null;
  /** Largest tolerance of the runs. */
  readonly tolerance: number;
  readonly simulations: number;
  /** Posterior probability of each reading. */
  readonly readings: readonly number[];
}

export function posteriorOf(fit: Fit): Posterior {
  const { runs, space } = fit;
  const draws = runs.flatMap(({ particles, weights }) => {
    const distinct = new Map<Float64Array, number>();
    for (const [at, { point }] of particles.entries())
      distinct.set(point, (distinct.get(point) ?? 0) + weights[at]! / runs.length);
    return [...distinct].map(([point, weight]) => ({ point, weight, values: rounded(space.values(point)) }));
  });
  const prior = READINGS.map((reading) => READING_WEIGHTS[reading]);
  const byRun = runs.map((run) => readingPosterior(run, prior));
  return {
    fit,
    draws,
    effectiveSampleSize: effectiveSampleSize(draws.map(({ weight }) => weight)),
    independentDraws: independentDraws(
      fit,
      space.learnt.map((coordinate) => spreadOf(fit, coordinate)),
    ),
    tolerance: Math.max(...runs.map(({ tolerance }) => tolerance)),
    simulations: runs.reduce((sum, { simulations }) => sum + simulations, 0),
    readings: READINGS.map((_, at) => byRun.reduce((sum, own) => sum + own[at]!, 0) / runs.length),
  };
}

/** Of one coordinate: variance within runs, and of the runs' means; 0 between where there is one run. */
export interface Spread {
  readonly within: number;
  readonly between: number;
}

export function spreadOf({ runs }: Pick<Fit, 'runs'>, coordinate: number): Spread {
  const moments = runs.map(({ particles, weights }) => {
    const mean = particles.reduce((sum, { point }, at) => sum + weights[at]! * point[coordinate]!, 0);
    const squares = particles.reduce(
      (sum, { point }, at) => sum + weights[at]! * (point[coordinate]! - mean) ** 2,
      0,
    );
    return { mean, squares };
  });
  const grand = moments.reduce((sum, { mean }) => sum + mean, 0) / runs.length;
  const between = moments.reduce((sum, { mean }) => sum + (mean - grand) ** 2, 0);
  return {
    within: moments.reduce((sum, { squares }) => sum + squares, 0) / runs.length,
    between: between / Math.max(1, runs.length - 1),
  };
}

/** Pooled over coordinates: the variance of a run's mean is that within runs, divided by its independent draws. */
export function independentDraws({ runs }: Pick<Fit, 'runs'>, spreads: readonly Spread[]): number | null {
  if (runs.length < 2) return null;
  const sum = (of: (spread: Spread) => number): number => spreads.reduce((total, one) => total + of(one), 0);
  const points = runs.reduce(
    (total, run) => total + new Set(run.particles.map(({ point }) => point)).size,
    0,
  );
  return Math.min(points, (runs.length * sum(({ within }) => within)) / sum(({ between }) => between));
}

/** The values as they are shipped. */
function rounded(values: ParameterValues): ParameterValues {
  const text = JSON.stringify(values, (_, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value,
  );
  return JSON.parse(text) as ParameterValues;
}
