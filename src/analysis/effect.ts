/** What a contrast says about one quantity under one explanation, or averaged over the four with equal weights. */
import { ClusterMean } from '../statistics/cluster.js';
import type { PlannedStratum } from '../statistics/needed.js';
import { stratifiedMean } from '../statistics/stratified.js';
import type { Measure } from './layout.js';

/** How an effect is to be read: which value says "no effect", and in which words it is told. */
export type Form = 'difference' | 'ratio' | 'share' | 'share-difference';

export interface Effect {
  readonly measure: Measure;
  readonly statistic: string;
  readonly form: Form;
  /** `null` where no pair has a value, or a ratio has no denominator. */
  readonly estimate: number | null;
  /** The Monte Carlo interval; `null` where it is not known. */
  readonly interval: { readonly lower: number; readonly upper: number } | null;
  /** Monte Carlo standard error; `null` where it is not known. */
  readonly mcse: number | null;
  /** Share of pairs in which the scenario has more; `null` where that has no meaning. */
  readonly greater: number | null;
  readonly draws: number;
  /** Pairs with a value in both. */
  readonly pairs: number;
  /** No pair differed. */
  readonly identical: boolean;
  /** What plans of more draws or replicates start from, one for each explanation. */
  readonly planned: readonly PlannedStratum[];
  /** Half-width at which the interval would just leave out "no effect", on the scale of `planned`. */
  readonly distance: number;
  /** Means of draws for the posterior interval, a list for each explanation; empty lists where draws are alike. */
  readonly byDraw: readonly (readonly number[])[];
  /** Claims a month that the bar stands at, one for each explanation; empty for other statistics. */
  readonly bars: readonly number[];
}

/** NaN as the missing value of a table. */
export function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** A copy without the sums, which are not needed once an explanation is complete. */
export function plannedFrom(mean: ClusterMean): PlannedStratum {
  const { estimate, standardError, df, n, clusters, components } = mean;
  return { estimate, standardError, df, n, clusters, components };
}

/**
 * Averages the same effect of several explanations with equal weights. Intervals of differences are Student's on
 * the stratified standard error. Those of ratios and shares, which are not symmetric, and of differences of shares, are put together from the
 * ends: lower = mean − √Σ(estimateᵢ − lowerᵢ)² / k, and so the upper one (variance estimates recovery: Zou & Donner,
 * Statistics in Medicine 27:1693, 2008), so that a share stays within 0 and 1.
 */
export function equalEffect(effects: readonly Effect[], level: number): Effect {
  const first = effects[0]!;
  const k = effects.length;
  const planned = effects.flatMap((effect) => effect.planned);
  const estimates = effects.map((effect) => effect.estimate);
  const complete = estimates.every((estimate) => estimate !== null);
  const average = complete ? estimates.reduce((mean, x, i) => mean + (x - mean) / (i + 1), 0) : null;
  const identical = effects.every((effect) => effect.identical);
  const greater = effects.map((effect) => effect.greater);
  const errors = effects.map((effect) => effect.mcse);
  let interval: Effect['interval'] = null;
  if (average !== null) {
    interval =
      first.form === 'difference' ? stratifiedMean(planned).interval(level) : fromEnds(effects, average);
    if (identical) interval = { lower: average, upper: average };
  }
  return {
    measure: first.measure,
    statistic: first.statistic,
    form: first.form,
    estimate: average,
    interval,
    mcse: errors.every((error) => error !== null)
      ? Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0)) / k
      : null,
    greater: greater.every((share) => share !== null)
      ? greater.reduce((sum, share) => sum + share, 0) / k
      : null,
    draws: effects.reduce((sum, effect) => sum + effect.draws, 0),
    pairs: effects.reduce((sum, effect) => sum + effect.pairs, 0),
    identical,
    planned: complete ? planned : [],
    distance: complete ? Math.abs(stratifiedMean(planned).estimate) : 0,
    byDraw: effects.flatMap((effect) => effect.byDraw),
    bars: effects.flatMap((effect) => effect.bars),
  };
}

function fromEnds(effects: readonly Effect[], average: number): Effect['interval'] {
  let [below, above] = [0, 0];
  for (const { estimate, interval } of effects) {
    if (!interval || estimate === null) return null;
    below += (estimate - interval.lower) ** 2;
    above += (interval.upper - estimate) ** 2;
  }
  return {
    lower: average - Math.sqrt(below) / effects.length,
    upper: average + Math.sqrt(above) / effects.length,
  };
}
