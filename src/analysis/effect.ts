/** What a contrast says about one quantity under one explanation, or averaged over the four. */
import { ClusterMean } from '../statistics/cluster.js';
import type { Quotient } from '../statistics/fieller.js';
import type { PlannedStratum } from '../statistics/needed.js';
import { stratifiedMean } from '../statistics/stratified.js';
import { averageOf } from './averages.js';
import type { DrawStratum } from './draw-means.js';
import type { Measure } from './layout.js';

/** How an effect is to be read: which value says "no effect", and in which words it is told. */
export type Form =
  'difference' | 'ratio' | 'share' | 'share-difference' | 'time' | 'time-difference' | 'per-raid';

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
  /** Replicates with a value in the scenario and in its reference, where these are not paired. */
  readonly replicates?: readonly [scenario: number, reference: number];
  /** No pair differed. */
  readonly identical: boolean;
  /** What plans of more draws or replicates start from, one for each explanation. */
  readonly planned: readonly PlannedStratum[];
  /** Half-width at which the interval would just leave out "no effect", on the scale of `planned`. */
  readonly distance: number;
  /** Means of draws for the posterior interval, by explanation; empty lists where draws are alike. */
  readonly byDraw: readonly DrawStratum[];
  /** Claims a month that the bar stands at, one for each explanation; empty for other statistics. */
  readonly bars: readonly number[];
  /** Months in a row that expected claims must stand at the bar; 0 where that is not the question. */
  readonly held: number;
  /** What `per-raid` is the quotient of. */
  readonly quotient?: Quotient;
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
 * Averages the same effect of several explanations. Intervals of differences are Student's on the stratified standard
 * error. Those of what is not symmetric (ratios, shares, times and their differences) are put together from the ends:
 * lower = mean − √Σ(wᵢ(estimateᵢ − lowerᵢ))², and so the upper one (variance estimates recovery: Zou & Donner,
 * Statistics in Medicine 27:1693, 2008), so that a share stays within 0 and 1.
 *
 * @param weights one for each effect, summing to 1
 */
export function averageEffect(
  effects: readonly Effect[],
  level: number,
  weights: readonly number[] = effects.map(() => 1 / effects.length),
): Effect {
  const first = effects[0]!;
  // A weighted mean is the plain mean of what is scaled by weight × number, which is what plans and strata take.
  const scales = weights.map((weight) => weight * effects.length);
  const planned = effects.flatMap((effect, at) =>
    effect.planned.map((stratum) => scaled(stratum, scales[at]!)),
  );
  const estimates = effects.map((effect) => effect.estimate);
  const complete = estimates.every((estimate) => estimate !== null);
  const average = complete ? averageOf(estimates, weights) : null;
  const identical = effects.every((effect) => effect.identical);
  const greater = effects.map((effect) => effect.greater);
  const errors = effects.map((effect) => effect.mcse);
  let interval: Effect['interval'] = null;
  if (average !== null) {
    interval =
      first.form === 'difference'
        ? stratifiedMean(planned).interval(level)
        : fromEnds(effects, average, weights);
    if (identical) interval = { lower: average, upper: average };
  }
  return {
    measure: first.measure,
    statistic: first.statistic,
    form: first.form,
    estimate: average,
    interval,
    mcse: errors.every((error) => error !== null)
      ? Math.sqrt(errors.reduce((sum, error, at) => sum + (error * weights[at]!) ** 2, 0))
      : null,
    greater: greater.every((share) => share !== null) ? averageOf(greater, weights) : null,
    draws: effects.reduce((sum, effect) => sum + effect.draws, 0),
    pairs: effects.reduce((sum, effect) => sum + effect.pairs, 0),
    ...(first.replicates
      ? { replicates: summed(effects.map(({ replicates }) => replicates ?? [0, 0])) }
      : {}),
    identical,
    planned: complete ? planned : [],
    distance: complete ? Math.abs(stratifiedMean(planned).estimate) : 0,
    byDraw: effects.flatMap(({ byDraw }, at) =>
      byDraw.map((stratum) => ({ ...stratum, weight: weights[at]! })),
    ),
    bars: effects.flatMap((effect) => effect.bars),
    held: first.held,
  };
}

function summed(counts: readonly (readonly [number, number])[]): [number, number] {
  return counts.reduce<[number, number]>(([own, other], [a, b]) => [own + a, other + b], [0, 0]);
}

function scaled(stratum: PlannedStratum, scale: number): PlannedStratum {
  if (scale === 1) return stratum;
  const { components } = stratum;
  return {
    ...stratum,
    estimate: stratum.estimate * scale,
    standardError: stratum.standardError * scale,
    components: components && {
      ...components,
      between: components.between * scale ** 2,
      within: components.within * scale ** 2,
    },
  };
}

function fromEnds(
  effects: readonly Effect[],
  average: number,
  weights: readonly number[],
): Effect['interval'] {
  let [below, above] = [0, 0];
  for (const [at, { estimate, interval }] of effects.entries()) {
    if (!interval || estimate === null) return null;
    below += (weights[at]! * (estimate - interval.lower)) ** 2;
    above += (weights[at]! * (interval.upper - estimate)) ** 2;
  }
  return { lower: average - Math.sqrt(below), upper: average + Math.sqrt(above) };
}
