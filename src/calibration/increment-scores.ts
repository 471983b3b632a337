/** Scores of the posterior predictive over the increments, beside the two baselines over the same increments. */
import type { Explanation } from '../model/explanations.js';
import { quantileSorted } from '../statistics/quantile.js';
import { crpsEnsemble, weightedIntervalScore } from '../statistics/scores.js';
import {
  BASELINES,
  type Baseline,
  baselineForecast,
  type CountedWindow,
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

/** @param reading the one that the scores are about: the likeliest a posteriori */
export function scoreRows(
  explanation: Explanation,
  parameters: string,
  all: readonly TargetValues[],
  reading: Reading,
): CalibrationRow<'scores'>[] {
  const model: Scored[] = [];
  const naive: Record<Baseline, Scored[]> = { constant_rate: [], last_window: [] };
  for (const series of seriesOf(all, reading)) {
    const windows = windowsOf(series);
    for (const [at, values] of series.entries()) {
      const forecasts = BASELINES.map((baseline) => baselineForecast(baseline, windows, at));
      // All three are scored over the same increments.
      if (forecasts.includes(null)) continue;
      model.push(scoreOf(modelQuantile(values), values.target));
      for (const [i, baseline] of BASELINES.entries())
        naive[baseline].push(scoreOf((p) => countQuantile(forecasts[i]!, p), values.target));
    }
  }
  const mean = (scores: readonly Scored[], name: ScoreName): number =>
    scores.reduce((sum, score) => sum + score[name], 0) / scores.length;
  return (['coverage50', 'coverage90', 'crps', 'wis'] as const).map((score) => ({
    explanation,
    parameters,
    score,
    model: mean(model, score),
    constant_rate: mean(naive.constant_rate, score),
    last_window: mean(naive.last_window, score),
    n: model.length,
  }));
}
