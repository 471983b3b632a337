/**
 * At equal effort: how many claims (and lives) each additional raid averts, between a scenario and its reference, in
 * Afghanistan over the months after the change. It is the quotient of two paired differences, so that it says nothing
 * where raids do not differ: Fieller's interval then has no bounds.
 */
import { ClusterMeans } from '../statistics/cluster-means.js';
import { averageQuotient, fiellerInterval, type Quotient } from '../statistics/fieller.js';
import { NO_DRAWS } from './draw-means.js';
import type { Effect } from './effect.js';
import type { Measure, Window } from './layout.js';

/** What raids are meant to avert. */
export const AVERTED = ['attacks', 'killed'] as const;

interface Line {
  readonly measure: Measure;
  /** Where the values stand among the measures. */
  readonly target: number;
  readonly raids: number;
}

export class EffortContrast {
  private readonly lines: readonly Line[];
  /** Averted, raids more, and both together, from which the covariance follows; for each line. */
  private readonly means: ClusterMeans;
  private readonly values: Float64Array;

  /** Nothing is told of windows in which raids or what they avert is not measured. */
  constructor(measures: readonly Measure[], windows: readonly Window[]) {
    const place = (of: string, window: Window): number =>
      measures.findIndex(
        ({ target, location, window: { id } }) =>
          target === of && location === 'afghanistan' && id === window.id,
      );
    this.lines = windows.flatMap((window) =>
      AVERTED.flatMap((of) => {
        const [target, raids] = [place(of, window), place('raids', window)];
        return target < 0 || raids < 0 ? [] : [{ measure: measures[target]!, target, raids }];
      }),
    );
    this.means = new ClusterMeans(3 * this.lines.length);
    this.values = new Float64Array(3 * this.lines.length);
  }

  add(draw: number, scenario: ArrayLike<number>, reference: ArrayLike<number>): void {
    for (const [at, { target, raids }] of this.lines.entries()) {
      const averted = reference[target]! - scenario[target]!;
      const more = scenario[raids]! - reference[raids]!;
      this.values[3 * at] = averted;
      this.values[3 * at + 1] = more;
      this.values[3 * at + 2] = averted + more;
    }
    this.means.add(draw, this.values);
  }

  effects(level: number): Effect[] {
    return this.lines.map(({ measure }, at) => {
      const [averted, more, both] = [0, 1, 2].map((column) => this.means.of(3 * at + column));
      const variance = (of: typeof averted): number => of!.standardError ** 2;
      return perRaid(measure, level, averted!.clusters, averted!.n, {
        over: averted!.estimate,
        under: more!.estimate,
        overVariance: variance(averted),
        underVariance: variance(more),
        covariance: (variance(both) - variance(averted) - variance(more)) / 2,
        df: Math.min(averted!.df, more!.df),
      });
    });
  }
}

/** The average of such effects is the quotient of averages, not an average of quotients. */
export function averagePerRaid(
  effects: readonly Effect[],
  level: number,
  weights: readonly number[],
): Effect {
  const sum = (of: (effect: Effect) => number): number =>
    effects.reduce((total, effect) => total + of(effect), 0);
  return perRaid(
    effects[0]!.measure,
    level,
    sum(({ draws }) => draws),
    sum(({ pairs }) => pairs),
    averageQuotient(
      effects.map(({ quotient }) => quotient!),
      weights,
    ),
  );
}

function perRaid(measure: Measure, level: number, draws: number, pairs: number, quotient: Quotient): Effect {
  const { over, under } = quotient;
  return {
    measure,
    statistic: 'averted_per_raid',
    form: 'per-raid',
    estimate: under === 0 || Number.isNaN(under) ? null : over / under,
    interval: under === 0 ? null : fiellerInterval(quotient, level),
    mcse: null,
    greater: null,
    draws,
    pairs,
    identical: false,
    planned: [],
    distance: 0,
    byDraw: [NO_DRAWS],
    bars: [],
    held: 0,
    quotient,
  };
}
