/** Scores of the posterior predictive over the increments, beside the two baselines over the same increments. */
import type { Explanation } from '../model/explanations.js';
import { quantileSorted } from '../statistics/quantile.js';
import { crpsEnsemble, weightedIntervalScore } from '../statistics/scores.js';
import {
  BASELINES,
  type Baseline,
  baselineForecast,
  type CountedWindow,
  type CountForecast,
  countQuantile,
} from './baselines.js';
import type { CalibrationRow } from './columns.js';
import { isCovered, type TargetValues } from './predictive.js';
import type { CalibrationTarget, Reading } from './target.js';

/** Levels of the forecast hubs, in thousandths. */
export const LEVELS = [10, 25, ...Array.from({ length: 19 }, (_, i) => 50 * (i + 1)), 975, 990];
/** Members that stand for a distribution in a CRPS. */
const MEMBERS = 200;

/** Windows that follow one another, by the first term's place. Nangarhar has one window and so no baseline. */
const SERIES = [['afghanistan', 'all'], ['kp']];

type Quantile = (p: number) => number;

interface Scored {
  readonly crps: number;
  readonly wis: number;
  readonly coverage50: number;
  readonly coverage90: number;
}
export type ScoreName = keyof Scored;

export function scoreOf(quantile: Quantile, target: CalibrationTarget): Scored {
  const levels = new Map(LEVELS.map((level) => [level, quantile(level / 1000)]));
  const members = Array.from({ length: MEMBERS }, (_, i) => quantile((i + 0.5) / MEMBERS));
  const within = (low: number, high: number): number =>
    isCovered(target, quantile(low), quantile(high)) ? 1 : 0;
  return {
    crps: crpsEnsemble(members, target.value),
    wis: weightedIntervalScore(levels, target.value).score,
    coverage50: within(0.25, 0.75),
    coverage90: within(0.05, 0.95),
  };
}

export function modelQuantile({ values }: TargetValues): Quantile {
  const sorted = Float64Array.from(values).sort();
  return (p) => quantileSorted(sorted, p);
}

/** Increments under one reading that stand in a series of windows, in order of time. */
function seriesOf(all: readonly TargetValues[], reading: Reading): TargetValues[][] {
  return SERIES.map((places) =>
    all
      .filter(
        ({ target: { role, kind, readings, terms } }) =>
          role === 'fit' &&
          kind === 'count' &&
          readings.includes(reading) &&
          places.includes(terms[0]!.location),
      )
      .sort((a, b) => terms0(a) - terms0(b)),
  );
}

const terms0 = ({ target }: TargetValues): number => target.terms[0]!.window.from;

function windowsOf(series: readonly TargetValues[]): CountedWindow[] {
  return series.map(({ target }) => {
    const { from, to } = target.terms[0]!.window;
    return { count: target.value, months: to - from };
  });
}

/** An increment scored beside both baselines. */
export interface IncrementScores {
  readonly values: TargetValues;
  readonly model: Scored;
  readonly constant_rate: Scored;
  readonly last_window: Scored;
}

/** @param reading the one that the scores are about: the likeliest a posteriori */
export function incrementScores(all: readonly TargetValues[], reading: Reading): IncrementScores[] {
  return seriesOf(all, reading).flatMap((series) => {
    const windows = windowsOf(series);
    return series.flatMap((values, at) => {
      const [constant, last] = BASELINES.map((baseline) => baselineForecast(baseline, windows, at));
      // All three are scored over the same increments.
      if (!constant || !last) return [];
      const naive = (forecast: CountForecast): Scored =>
        scoreOf((p) => countQuantile(forecast, p), values.target);
      return {
        values,
        model: scoreOf(modelQuantile(values), values.target),
        constant_rate: naive(constant),
        last_window: naive(last),
      };
    });
  });
}

export function scoreRows(
  explanation: Explanation,
  parameters: string,
  scores: readonly IncrementScores[],
): CalibrationRow<'scores'>[] {
  const mean = (of: 'model' | Baseline, name: ScoreName): number =>
    scores.reduce((sum, scored) => sum + scored[of][name], 0) / scores.length;
  return (['coverage50', 'coverage90', 'crps', 'wis'] as const).map((score) => ({
    explanation,
    parameters,
    score,
    model: mean('model', score),
    constant_rate: mean('constant_rate', score),
    last_window: mean('last_window', score),
    n: scores.length,
  }));
}

export function incrementRows(
  explanation: Explanation,
  reading: Reading,
  scores: readonly IncrementScores[],
): CalibrationRow<'increments'>[] {
  return scores.map(({ values, model, constant_rate, last_window }) => ({
    explanation,
    target: values.target.id,
    reading,
    printed: values.target.value,
    crps: model.crps,
    crps_constant_rate: constant_rate.crps,
    crps_last_window: last_window.crps,
    wis: model.wis,
    wis_constant_rate: constant_rate.wis,
    wis_last_window: last_window.wis,
    covered50: model.coverage50 === 1,
    covered90: model.coverage90 === 1,
    n: values.values.length,
  }));
}
