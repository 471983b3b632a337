/**
 * How often claims in Afghanistan stand at a bar or above it: the mean of months 13–24 after the change, in the
 * scenario, in its reference, and the paired difference of both.
 *
 * What `twice-before` is twice of, see `LevelBefore`, is known only when the pairs are in, hence the counts that are
 * kept.
 */
import { ClusterMean } from '../statistics/cluster.js';
import type { Bar } from '../scenarios/scenario.js';
import type { ContrastPlan } from './contrast.js';
import { DrawMeans } from './draw-means.js';
import type { Effect } from './effect.js';
import type { Measure, Window } from './layout.js';
import { LevelBefore } from './level-before.js';
import { PairCounts } from './pair-counts.js';
import { shareEffects, type Shares } from './share-effects.js';

/** `p_above_7`, `p_above_twice_before`. */
export function statisticOf(bar: Bar): string {
  return `p_above_${String(bar).replaceAll('-', '_')}`;
}

export class BarContrast {
  private readonly counts = new PairCounts();
  private readonly before = new LevelBefore();

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
    return bar === 'twice-before' ? this.before.twice : bar;
  }

  private effectsOf(bar: Bar, claims: number, areCopies: boolean): Effect[] {
    const { measure, plan } = this;
    const told = { measure, statistic: statisticOf(bar), bar: claims, held: 0, level: plan.level };
    return shareEffects(this.sharesAbove(claims), { ...told, identical: areCopies });
  }

  private sharesAbove(claims: number): Shares {
    const shares = {
      scenario: new ClusterMean(),
      reference: new ClusterMean(),
      difference: new ClusterMean(),
      draws: { scenario: new DrawMeans(), reference: new DrawMeans(), difference: new DrawMeans() },
      greater: 0,
      differing: 0,
    };
    const months = this.measure.window.to - this.measure.window.from;
    for (const { draw, scenario, reference, times } of this.counts.pairs()) {
      const own = scenario / months >= claims ? 1 : 0;
      const other = reference / months >= claims ? 1 : 0;
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
}

function claimsAt(plan: ContrastPlan, window: Window): number {
  return plan.measures.findIndex(
    ({ target, location, window: { id } }) =>
      target === 'attacks' && location === 'afghanistan' && id === window.id,
  );
}
