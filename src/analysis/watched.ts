/** One expression of `assert` or `experiment.stop` over the replicates of a scenario under one explanation. */
import type { Comparison, Expression } from '../scenarios/expression.js';
import type { ClusterMean } from '../statistics/cluster.js';
import { ClusterMeans } from '../statistics/cluster-means.js';
import { clusteredProportion } from '../statistics/proportion.js';
import { known } from './effect.js';
import type { Probe } from './layout.js';

/** `unknown`: nothing could be evaluated, which is never a pass. */
export type Outcome = 'passed' | 'failed' | 'unknown';

export interface Seen {
  readonly outcome: Outcome;
  /** The left-hand side; `null` where nothing could be evaluated. */
  readonly value: number | null;
  /** Monte Carlo interval of an estimate; `null` for `min`, `max` and `mcse`, and where it is not known. */
  readonly interval: { readonly lower: number; readonly upper: number } | null;
  /** The interval is on one side of the bound; `null` where there is no estimate. */
  readonly resolved: boolean | null;
  /** Replicates with a value. */
  readonly n: number;
  /** Parameter draws with a value. */
  readonly draws: number;
  /** `target.location` that it was seen at; `null` where all places were taken together. */
  readonly at: string | null;
}

/** Whether a comparison holds for a number. */
export function holds(value: number, comparison: Comparison, bound: number): boolean {
  switch (comparison) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    case '==':
      return value === bound;
    case '!=':
      return value !== bound;
  }
}

export class Watched {
  private readonly means: ClusterMeans;
  private readonly values: Float64Array;
  private extreme = NaN;

  /**
   * @param expression its probes, in the order in which `probesOf` gives them
   * @param at where each of these stands among the probes of a replicate
   */
  constructor(
    private readonly expression: Expression,
    private readonly probes: readonly Probe[],
    private readonly at: readonly number[],
  ) {
    this.means = new ClusterMeans(at.length);
    this.values = new Float64Array(at.length);
  }

  /** Adds one replicate. @param draw not below that of an earlier replicate */
  add(draw: number, probes: ArrayLike<number>): void {
    const { statistic, condition } = this.expression;
    for (const [index, at] of this.at.entries()) {
      const value = probes[at]!;
      const isCounted = condition !== null && !Number.isNaN(value);
      this.values[index] = isCounted ? Number(holds(value, condition.comparison, condition.bound)) : value;
    }
    this.means.add(draw, this.values);
    const [value = NaN] = this.values;
    if (Number.isNaN(this.extreme)) this.extreme = value;
    else if (statistic === 'min' && value < this.extreme) this.extreme = value;
    else if (statistic === 'max' && value > this.extreme) this.extreme = value;
  }

  /**
   * What the replicates so far say. Where `*` stands for several places it must hold at each of them: what is given
   * is the place that fails first in their order, else one without data, else the one nearest to failing.
   */
  seen(level: number): Seen {
    const all = this.at.map((_, index) => this.seenAt(index, level));
    const distance = ({ value }: Seen): number => Math.abs((value ?? Infinity) - this.expression.bound);
    const [nearest = NOTHING] = [...all].sort((a, b) => distance(a) - distance(b));
    return (
      all.find(({ outcome }) => outcome === 'failed') ??
      all.find(({ outcome }) => outcome === 'unknown') ??
      nearest
    );
  }

  private seenAt(index: number, level: number): Seen {
    const { statistic, comparison, bound } = this.expression;
    const mean = this.means.of(index);
    const { places } = this.probes[index]!;
    const [first] = places;
    const value = statistic === 'min' || statistic === 'max' ? this.extreme : valueOf(statistic, mean);
    const interval = intervalOf(statistic, mean, level);
    const isEstimate = statistic === 'mean' || statistic === 'share';
    return {
      outcome: Number.isNaN(value) ? 'unknown' : holds(value, comparison, bound) ? 'passed' : 'failed',
      value: known(value),
      interval,
      resolved: isEstimate && !Number.isNaN(value) ? isOneSided(interval, comparison, bound) : null,
      n: mean.n,
      draws: mean.clusters,
      at: places.length === 1 ? `${first!.target}.${first!.location}` : null,
    };
  }
}

/** The months of the expression are not in the run. */
const NOTHING: Seen = {
  outcome: 'unknown',
  value: null,
  interval: null,
  resolved: null,
  n: 0,
  draws: 0,
  at: null,
};

function valueOf(statistic: Expression['statistic'], mean: ClusterMean): number {
  return statistic === 'mcse' ? mean.standardError : mean.estimate;
}

function intervalOf(statistic: Expression['statistic'], mean: ClusterMean, level: number): Seen['interval'] {
  if (mean.n === 0) return null;
  if (statistic === 'share') return clusteredProportion(mean, level);
  return statistic === 'mean' ? mean.interval(level) : null;
}

/** Whether the comparison comes out the same all over the interval. */
function isOneSided(interval: Seen['interval'], comparison: Comparison, bound: number): boolean {
  if (!interval) return false;
  const { lower, upper } = interval;
  if (comparison === '==' || comparison === '!=')
    return lower === upper || holds(lower, '>', bound) || holds(upper, '<', bound);
  return holds(lower, comparison, bound) === holds(upper, comparison, bound);
}
