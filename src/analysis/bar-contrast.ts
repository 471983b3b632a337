/**
 * How often claims in Afghanistan stand at a bar or above it: the mean of months 13–24 after the change, in the
 * scenario, in its reference, and the paired difference of both.
 *
 * `twice-before` is twice the mean claims a month over the six months before the change, over all pairs of the
 * explanation under the reference (both scenarios agree there), so that the bar is the same in every world of an
 * explanation. It is known only when all pairs are in, hence the counts that are kept.
 */
import { ClusterMean } from '../statistics/cluster.js';
import { Moments } from '../statistics/moments.js';
import { clusteredProportion } from '../statistics/proportion.js';
import type { Bar } from '../scenarios/scenario.js';
import type { ContrastPlan } from './contrast.js';
import { DrawMeans } from './draw-means.js';
import { type Effect, known, plannedFrom } from './effect.js';
import type { Measure, Window } from './layout.js';
import { PairCounts } from './pair-counts.js';

/** `p_above_7`, `p_above_twice_before`. */
export function statisticOf(bar: Bar): string {
  return `p_above_${String(bar).replaceAll('-', '_')}`;
}

/** Instead of a variance of 0, from which any number of draws would do. */
const UNPLANNABLE = { standardError: NaN, components: null } as const;

interface Shares {
  readonly scenario: ClusterMean;
  readonly reference: ClusterMean;
  readonly difference: ClusterMean;
  readonly draws: {
    readonly scenario: DrawMeans;
    readonly reference: DrawMeans;
    readonly difference: DrawMeans;
  };
  greater: number;
  differing: number;
}

export class BarContrast {
  private readonly counts = new PairCounts();
  private readonly before = new Moments();

  private constructor(
    private readonly plan: ContrastPlan,
    private readonly bars: readonly Bar[],
    private readonly measure: Measure,
    private readonly at: number,
    private readonly beforeAt: number,
  ) {}

  /** `null` where the plan has no bars, or no claims in Afghanistan over the months they are read from. */
  static of(plan: ContrastPlan): BarContrast | null {
    if (!plan.bars) return null;
    const { bars, before, after } = plan.bars;
    const at = claimsAt(plan, after);
    if (at < 0) return null;
    const beforeAt = before ? claimsAt(plan, before) : -1;
    const readable = bars.filter((bar) => bar !== 'twice-before' || beforeAt >= 0);
    return new BarContrast(plan, readable, plan.measures[at]!, at, beforeAt);
  }

  add(draw: number, scenario: ArrayLike<number>, reference: ArrayLike<number>): void {
    this.counts.add(draw, scenario[this.at]!, reference[this.at]!);
    if (this.beforeAt >= 0) this.before.add(reference[this.beforeAt]!);
  }

  /** @param areCopies claims in Afghanistan were the same in every pair, in every window */
  effects(areCopies: boolean): Effect[] {
    return this.bars.flatMap((bar) => this.effectsOf(bar, this.claimsAMonth(bar), areCopies));
  }

  private claimsAMonth(bar: Bar): number {
    if (bar !== 'twice-before') return bar;
    const { from, to } = this.plan.measures[this.beforeAt]!.window;
    return (2 * this.before.mean) / (to - from);
  }

  private effectsOf(bar: Bar, level: number, areCopies: boolean): Effect[] {
    const shares = this.sharesAbove(level);
    const share = (statistic: string, of: ClusterMean, draws: DrawMeans): Effect => ({
      ...this.common(statistic, of, level, draws),
      form: 'share',
      interval: of.n > 0 ? clusteredProportion(of, this.plan.level) : null,
      greater: null,
      identical: false,
    });
    const own = share(statisticOf(bar), shares.scenario, shares.draws.scenario);
    const other = share(`${statisticOf(bar)}_reference`, shares.reference, shares.draws.reference);
    const paired = shares.difference;
    const identical = paired.n > 0 && areCopies;
    return [
      own,
      other,
      {
        ...this.common(`${statisticOf(bar)}_difference`, paired, level, shares.draws.difference),
        // From whole numbers, so that as many above as below give exactly 0.
        estimate: paired.n > 0 ? (2 * shares.greater - shares.differing) / paired.n : null,
        form: 'share-difference',
        interval: identical ? { lower: 0, upper: 0 } : this.differenceInterval(paired, own, other),
        greater: paired.n > 0 ? shares.greater / paired.n : null,
        identical,
        // Without variation in sight nothing can be planned, also not for an average that this is part of.
        planned: [{ ...plannedFrom(paired), ...(paired.degenerate ? UNPLANNABLE : {}) }],
      },
    ];
  }

  private sharesAbove(level: number): Shares {
    const shares: Shares = {
      scenario: new ClusterMean(),
      reference: new ClusterMean(),
      difference: new ClusterMean(),
      draws: { scenario: new DrawMeans(), reference: new DrawMeans(), difference: new DrawMeans() },
      greater: 0,
      differing: 0,
    };
    const months = this.measure.window.to - this.measure.window.from;
    for (const { draw, scenario, reference, times } of this.counts.pairs()) {
      const own = scenario / months >= level ? 1 : 0;
      const other = reference / months >= level ? 1 : 0;
      for (let time = 0; time < times; time++) {
        shares.scenario.add(draw, own);
        shares.reference.add(draw, other);
        shares.difference.add(draw, own - other);
        if (!this.plan.drawsDiffer) continue;
        shares.draws.scenario.add(draw, own);
        shares.draws.reference.add(draw, other);
        shares.draws.difference.add(draw, own - other);
      }
      if (own > other) shares.greater += times;
      if (own !== other) shares.differing += times;
    }
    return shares;
  }

  /**
   * Student's within −1 and 1. Where no pair differs, or all in the same way, no variation is left to see, and the
   * interval is put together from those of both shares as if they were independent (Newcombe, Statistics in
   * Medicine 17:873, 1998, method 10), so that a few pairs, or 0 of many in both, do not pass for certainty.
   */
  private differenceInterval(paired: ClusterMean, own: Effect, other: Effect): Effect['interval'] {
    if (paired.degenerate && own.interval && other.interval) {
      const [p, q] = [own.estimate!, other.estimate!];
      return {
        lower: p - q - Math.hypot(p - own.interval.lower, other.interval.upper - q),
        upper: p - q + Math.hypot(own.interval.upper - p, q - other.interval.lower),
      };
    }
    const interval = paired.interval(this.plan.level);
    return interval && { lower: Math.max(-1, interval.lower), upper: Math.min(1, interval.upper) };
  }

  private common(statistic: string, of: ClusterMean, bar: number, draws: DrawMeans) {
    return {
      measure: this.measure,
      statistic,
      estimate: known(of.estimate),
      mcse: known(of.standardError),
      draws: of.clusters,
      pairs: of.n,
      planned: [plannedFrom(of)],
      distance: Math.abs(of.estimate),
      byDraw: [draws.means()],
      bars: [bar],
    };
  }
}

function claimsAt(plan: ContrastPlan, window: Window): number {
  return plan.measures.findIndex(
    ({ target, location, window: { id } }) =>
      target === 'attacks' && location === 'afghanistan' && id === window.id,
  );
}
