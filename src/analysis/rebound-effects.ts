/** What a survival curve says against its reference: the share that rebounds, and the restricted mean time. */
import type { Bar } from '../scenarios/scenario.js';
import type { ClusterMean } from '../statistics/cluster.js';
import type { DrawMeans } from './draw-means.js';
import { type Effect, plannedFrom } from './effect.js';
import type { Window } from './layout.js';
import { effectOf, shareEffects, type Told, UNPLANNABLE } from './share-effects.js';
import type { Restricted, SurvivalCurve } from './survival-curve.js';

export interface BarTold {
  readonly bar: Bar;
  readonly location: string;
  /** The months over which the share and the mean are taken. */
  readonly within: Window;
  readonly held: number;
  /** Claims a month that the bar stands at. */
  readonly claims: number;
  readonly level: number;
  /** Expected claims there were the same in every pair, in every month. */
  readonly identical: boolean;
}

/** `p_rebound_7`, `restricted_mean_7`, each of the scenario, `…_reference` and `…_difference`. */
export function reboundEffects(curve: SurvivalCurve, told: BarTold): Effect[] {
  const { bar, location, within, held, claims, level, identical } = told;
  const name = String(bar).replaceAll('-', '_');
  const measure = { target: 'attacks_expected', location, window: within };
  const about = (statistic: string): Told => {
    return { measure, statistic: `${statistic}_${name}`, bar: claims, held, level, identical };
  };
  const { own, other, paired } = curve.reached();
  const shares = { scenario: own, reference: other, difference: paired };
  const { greater, differing, draws } = curve;
  return [
    ...shareEffects({ ...shares, draws: draws.reached, greater, differing }, about('p_rebound')),
    ...timeEffects(curve, about('restricted_mean')),
  ];
}

function timeEffects(curve: SurvivalCurve, told: Told): Effect[] {
  const { own, other, paired } = curve.restricted(told.level);
  const { time } = curve.draws;
  const side = (name: string, of: Restricted, draws: DrawMeans): Effect => ({
    ...effectOf(told, name, of.mean, draws),
    form: 'time',
    estimate: of.estimate,
    interval: of.interval,
    greater: null,
    identical: false,
  });
  const { mean, estimate, interval } = paired;
  const identical = mean.n > 0 && told.identical;
  return [
    side(told.statistic, own, time.scenario),
    side(`${told.statistic}_reference`, other, time.reference),
    {
      ...effectOf(told, `${told.statistic}_difference`, mean, time.difference),
      form: 'time-difference',
      estimate,
      interval: identical ? { lower: 0, upper: 0 } : interval,
      greater: mean.n > 0 ? curve.later / mean.n : null,
      identical,
      planned: [plannedOf(mean, estimate)],
      distance: Math.abs(estimate ?? NaN),
    },
  ];
}

function plannedOf(mean: ClusterMean, estimate: number | null) {
  return {
    ...plannedFrom(mean),
    estimate: estimate ?? NaN,
    ...(mean.degenerate ? UNPLANNABLE : {}),
  };
}
