/** A share of replicates in a scenario, in its reference, and the paired difference of both, as effects. */
import type { ClusterMean } from '../statistics/cluster.js';
import { clusteredProportion } from '../statistics/proportion.js';
import type { DrawMeans } from './draw-means.js';
import { type Effect, known, plannedFrom } from './effect.js';
import type { Measure } from './layout.js';

/** Instead of a variance of 0, from which any number of draws would do. */
export const UNPLANNABLE = { standardError: NaN, components: null } as const;

/** Means of zeros and ones over replicates, and of draws where these differ. */
export interface Shares {
  readonly scenario: ClusterMean;
  readonly reference: ClusterMean;
  readonly difference: ClusterMean;
  readonly draws: SidesOfDraws;
  /** Pairs in which the scenario has it and the reference has not, and pairs in which only one has it. */
  readonly greater: number;
  readonly differing: number;
}

export interface SidesOfDraws {
  readonly scenario: DrawMeans;
  readonly reference: DrawMeans;
  readonly difference: DrawMeans;
}

/** What the three effects have in common. */
export interface Told {
  readonly measure: Measure;
  readonly statistic: string;
  /** Claims a month that the bar stands at. */
  readonly bar: number;
  /** Months in a row that it must be held; 0 where the mean of the window is held against it. */
  readonly held: number;
  readonly level: number;
  /** The scenarios are copies of one another as far as this goes, so that no pair can differ. */
  readonly identical: boolean;
}

/** Of the scenario, of the reference (`…_reference`) and of their difference (`…_difference`). */
export function shareEffects(shares: Shares, told: Told): Effect[] {
  const { level, statistic } = told;
  const share = (name: string, of: ClusterMean, draws: DrawMeans): Effect => ({
    ...effectOf(told, name, of, draws),
    form: 'share',
    interval: of.n > 0 ? clusteredProportion(of, level) : null,
    greater: null,
    identical: false,
  });
  const own = share(statistic, shares.scenario, shares.draws.scenario);
  const other = share(`${statistic}_reference`, shares.reference, shares.draws.reference);
  const paired = shares.difference;
  const identical = paired.n > 0 && told.identical;
  return [
    own,
    other,
    {
      ...effectOf(told, `${statistic}_difference`, paired, shares.draws.difference),
      // From whole numbers, so that as many above as below give exactly 0.
      estimate: paired.n > 0 ? (2 * shares.greater - shares.differing) / paired.n : null,
      form: 'share-difference',
      interval: identical ? { lower: 0, upper: 0 } : boundedDifference(paired, own, other, level, 1),
      greater: paired.n > 0 ? shares.greater / paired.n : null,
      identical,
      // Without variation in sight nothing can be planned, also not for an average that this is part of.
      planned: [{ ...plannedFrom(paired), ...(paired.degenerate ? UNPLANNABLE : {}) }],
    },
  ];
}

/** What an effect says of any mean at a bar. */
export function effectOf({ measure, bar, held }: Told, statistic: string, of: ClusterMean, draws: DrawMeans) {
  return {
    measure,
    statistic,
    estimate: known(of.estimate),
    mcse: known(of.standardError),
    draws: of.clusters,
    pairs: of.n,
    planned: [plannedFrom(of)],
    distance: Math.abs(of.estimate),
    byDraw: [draws.stratum()],
    bars: [bar],
    held,
  };
}

/**
 * Interval of a paired difference of two means that lie within bounds: Student's, within ± `widest`. Where no pair
 * differs, or all in the same way, no variation is left to see, and the interval is put together from those of both
 * means as if they were independent (Newcombe, Statistics in Medicine 17:873, 1998, method 10), so that a few pairs,
 * or 0 of many in both, do not pass for certainty.
 */
export function boundedDifference(
  paired: ClusterMean,
  own: Pick<Effect, 'estimate' | 'interval'>,
  other: Pick<Effect, 'estimate' | 'interval'>,
  level: number,
  widest: number,
): Effect['interval'] {
  if (paired.degenerate && own.interval && other.interval) {
    const [p, q] = [own.estimate!, other.estimate!];
    return {
      lower: p - q - Math.hypot(p - own.interval.lower, other.interval.upper - q),
      upper: p - q + Math.hypot(own.interval.upper - p, q - other.interval.lower),
    };
  }
  const interval = paired.interval(level);
  return interval && { lower: Math.max(-widest, interval.lower), upper: Math.min(widest, interval.upper) };
}
