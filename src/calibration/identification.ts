/**
 * What the data taught about each parameter: how much its spread shrank from prior to posterior, how far it moved, and
 * the shape of the least distance over the prior table along it.
 */
import type { Explanation } from '../model/explanations.js';
import { PARAMETERS } from '../model/parameters.js';
import { priorQuantile } from '../model/priors.js';
import { weightedQuantile } from '../statistics/quantile.js';
import type { CalibrationRow } from './columns.js';
import { nearest } from './population.js';
import { independentDraws, type Posterior, spreadOf } from './posterior.js';
import type { PriorTable } from './prior-table.js';

export type Verdict = 'learnt' | 'partly' | 'assumed';

/** The rule of the verdict on a parameter: contraction, or shift in prior standard deviations. */
export const RULE = { learnt: 0.5, partly: 0.2, shift: 0.5 } as const;

/** Effects of levers, which no target can speak to: what they seem to learn is the noise of a finite population. */
export const DUMMIES = 'effect-';

/** What a parameter must exceed to have been learnt at all: the most that any dummy seems to have learnt. */
export interface NoiseFloor {
  readonly contraction: number;
  readonly shift: number;
}

export function parameterVerdict(contraction: number, shift: number, floor: NoiseFloor): Verdict {
  const [learnt, moved] = [contraction > floor.contraction, Math.abs(shift) > floor.shift];
  if (learnt && contraction >= RULE.learnt) return 'learnt';
  return (learnt && contraction >= RULE.partly) || (moved && Math.abs(shift) >= RULE.shift)
    ? 'partly'
    : 'assumed';
}

/** Bins of a profile, and how much farther its ends must lie than its middle to be a bound. */
const BINS = 8;
const STEEP = 1.15;

/** `bounded`: farther at both ends; `below`, `above`: bounded on that side only; `flat`: on none. */
export type ProfileShape = 'bounded' | 'below' | 'above' | 'flat';

/**
 * Shape of the fifth-least distance along one coordinate, over bins of equal prior probability: the profile of a
 * table, without any further simulation.
 */
export function profileShape({ rows }: PriorTable, coordinate: number): ProfileShape {
  const sorted = [...rows].sort((a, b) => a.point[coordinate]! - b.point[coordinate]!);
  const least = Array.from({ length: BINS }, (_, bin) => {
    const own = sorted.slice((bin * rows.length) / BINS, ((bin + 1) * rows.length) / BINS);
    const distances = own.map(({ simulated }) => nearest(simulated)).sort((a, b) => a - b);
    return distances[Math.min(4, distances.length - 1)]!;
  });
  const best = Math.min(...least);
  const [low, high] = [least[0]! > STEEP * best, least.at(-1)! > STEEP * best];
  if (low && high) return 'bounded';
  return low ? 'below' : high ? 'above' : 'flat';
}

export function identificationRows(
  explanation: Explanation,
  posterior: Posterior,
  table: PriorTable,
): CalibrationRow<'identification'>[] {
  const { space } = posterior.fit;
  const weights = posterior.draws.map(({ weight }) => weight);
  const rows = space.parameters.map(({ id, unit, status, prior }, coordinate) => {
    const scores = posterior.draws.map(({ point }) => point[coordinate]!);
    const values = posterior.draws.map(({ values: own }) => (own as Readonly<Record<string, number>>)[id]!);
    const shift = scores.reduce((sum, score, at) => sum + weights[at]! * score, 0);
    const variance = scores.reduce((sum, score, at) => sum + weights[at]! * (score - shift) ** 2, 0);
    const spread = spreadOf(posterior.fit, coordinate);
    const quantile = (p: number): number => weightedQuantile(values, weights, p);
    return {
      explanation,
      parameter: id,
      status,
      unit,
      prior_q05: priorQuantile(prior[explanation], 0.05),
      prior_median: priorQuantile(prior[explanation], 0.5),
      prior_q95: priorQuantile(prior[explanation], 0.95),
      posterior_q05: quantile(0.05),
      posterior_median: quantile(0.5),
      posterior_q95: quantile(0.95),
      contraction: 1 - variance,
      shift,
      between_runs: Math.sqrt(spread.between),
      independent: independentDraws(posterior.fit, [spread]),
      profile: profileShape(table, coordinate),
      n: posterior.effectiveSampleSize,
    };
  });
  const dummies = rows.filter(({ parameter }) => parameter.startsWith(DUMMIES));
  const floor = {
    contraction: Math.max(...dummies.map(({ contraction }) => contraction)),
    shift: Math.max(...dummies.map(({ shift }) => Math.abs(shift))),
  };
  return rows.map((row) => ({ ...row, verdict: parameterVerdict(row.contraction, row.shift, floor) }));
}

/** Correlations of the learnt coordinates, each pair once, in the order of the parameter table. */
export function correlationRows(
  explanation: Explanation,
  posterior: Posterior,
): CalibrationRow<'correlations'>[] {
  const { space } = posterior.fit;
  const weights = posterior.draws.map(({ weight }) => weight);
  const order = PARAMETERS.map(({ id }) => id);
  const learnt = space.learnt.map((coordinate) => {
    const scores = posterior.draws.map(({ point }) => point[coordinate]!);
    const mean = scores.reduce((sum, score, at) => sum + weights[at]! * score, 0);
    const centred = scores.map((score) => score - mean);
    const norm = Math.sqrt(centred.reduce((sum, score, at) => sum + weights[at]! * score * score, 0));
    return { id: space.parameters[coordinate]!.id, centred, norm };
  });
  return learnt
    .flatMap((one, at) =>
      learnt.slice(at + 1).map((other) => ({
        explanation,
        parameter: one.id,
        other: other.id,
        correlation:
          one.centred.reduce((sum, score, i) => sum + weights[i]! * score * other.centred[i]!, 0) /
          (one.norm * other.norm || 1),
        n: posterior.effectiveSampleSize,
      })),
    )
    .sort((a, b) => order.indexOf(a.parameter) - order.indexOf(b.parameter));
}
