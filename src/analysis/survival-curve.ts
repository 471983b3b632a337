/**
 * Time to a bar at one place under one explanation: Kaplan and Meier's curve in the scenario and in its reference,
 * their paired difference, and what follows from the curve: the share that rebounds and the restricted mean.
 *
 * All replicates of a run end with the same month and none is lost before, so that the curve is one less a share of
 * replicates: its interval is the exact one of clustered shares, and holds for rare events and few draws. Replicates
 * that stood above the bar before the change are counted apart, in neither curve; a pair takes part in a difference
 * where both sides are at risk.
 */
import type { ClusterMean } from '../statistics/cluster.js';
import { ClusterMeans } from '../statistics/cluster-means.js';
import { clusteredProportion } from '../statistics/proportion.js';
import { kaplanMeier, restrictedMean } from '../statistics/survival.js';
import { DrawMeans } from './draw-means.js';
import type { Effect } from './effect.js';
import { boundedDifference } from './share-effects.js';

/** One replicate: month in which the bar was reached, Infinity for never, NaN where it stood above before. */
export type Time = number;

type Ends = Effect['interval'];

/** Nobody, for certain. */
const NONE: Ends = { lower: 0, upper: 0 };

/** A month of the curve. */
export interface CurvePoint {
  readonly atRisk: number;
  readonly events: number;
  readonly censored: number;
  readonly extinct: number;
  readonly survival: number | null;
  readonly interval: Ends;
  readonly reference: number | null;
  readonly referenceInterval: Ends;
  readonly difference: number | null;
  readonly differenceInterval: Ends;
}

/** Mean time to the bar, at most the months given: of one side, or the difference of both. */
export interface Restricted {
  readonly mean: ClusterMean;
  readonly estimate: number | null;
  readonly interval: Ends;
}

/** Times of one side: how many are at risk, and how many reached the bar in each month. */
interface Counts {
  atRisk: number;
  above: number;
  readonly events: Uint32Array;
}

export class SurvivalCurve {
  /** By month: whether the bar was reached by its end. After these columns, the time, at most `within`. */
  private readonly own: ClusterMeans;
  private readonly other: ClusterMeans;
  private readonly paired: ClusterMeans;
  private readonly counts: { readonly own: Counts; readonly other: Counts };
  private readonly extinct: Uint32Array;
  private readonly values: readonly [own: Float64Array, other: Float64Array, paired: Float64Array];
  /** Pairs with both at risk in which only the scenario reaches the bar within, or only one of the two. */
  greater = 0;
  differing = 0;
  /** Pairs with both at risk in which the scenario takes longer, and in which the two take another time. */
  later = 0;
  timesDiffer = 0;
  /** Sum of the differences of times: whole numbers, so that what cancels gives exactly 0. */
  private apart = 0;
  readonly draws = {
    reached: { scenario: new DrawMeans(), reference: new DrawMeans(), difference: new DrawMeans() },
    time: { scenario: new DrawMeans(), reference: new DrawMeans(), difference: new DrawMeans() },
  };

  /**
   * @param months of the curve @param within months of the restricted mean, at most `months`
   * @param held months in a row that the bar must be held: none can reach it sooner
   * @param drawsDiffer whether means of draws are kept
   */
  constructor(
    private readonly months: number,
    private readonly within: number,
    private readonly held: number,
    private readonly drawsDiffer: boolean,
  ) {
    const size = months + 1;
    [this.own, this.other, this.paired] = [0, 1, 2].map(() => new ClusterMeans(size)) as [
      ClusterMeans,
      ClusterMeans,
      ClusterMeans,
    ];
    this.values = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
    const none = (): Counts => ({ atRisk: 0, above: 0, events: new Uint32Array(months) });
    this.counts = { own: none(), other: none() };
    this.extinct = new Uint32Array(months);
  }

  /**
   * Adds a pair; without a reference both times are the same.
   * @param emptyMonths months (from 1) at whose end no cell is left anywhere, in the scenario
   */
  add(draw: number, own: Time, other: Time, emptyMonths: readonly number[]): void {
    const { months, within, values, counts } = this;
    count(counts.own, own);
    count(counts.other, other);
    for (const month of emptyMonths) if (own > month) this.extinct[month - 1]!++;
    const [ownValues, otherValues, paired] = values;
    for (let month = 1; month <= months; month++) {
      ownValues[month - 1] = reachedBy(own, month);
      otherValues[month - 1] = reachedBy(other, month);
    }
    ownValues[months] = Number.isNaN(own) ? NaN : Math.min(own, within);
    otherValues[months] = Number.isNaN(other) ? NaN : Math.min(other, within);
    for (let at = 0; at <= months; at++) paired[at] = ownValues[at]! - otherValues[at]!;
    this.own.add(draw, ownValues);
    this.other.add(draw, otherValues);
    this.paired.add(draw, paired);
    const [reached, apart] = [paired[within - 1]!, paired[months]!];
    if (reached > 0) this.greater++;
    if (reached > 0 || reached < 0) this.differing++;
    if (apart > 0) this.later++;
    if (apart > 0 || apart < 0) {
      this.timesDiffer++;
      this.apart += apart;
    }
    if (this.drawsDiffer) this.addToDraws(draw);
  }

  /** Replicates that stood above before the change. */
  get above(): number {
    return this.counts.own.above;
  }

  /** Draws with a replicate at risk. */
  get clusters(): number {
    return this.own.of(0).clusters;
  }

  /** Whether the bar was reached within the time of the restricted mean. */
  reached(): { own: ClusterMean; other: ClusterMean; paired: ClusterMean } {
    const at = this.within - 1;
    return { own: this.own.of(at), other: this.other.of(at), paired: this.paired.of(at) };
  }

  /** Month after month. */
  points(level: number): CurvePoint[] {
    const { own, other } = this.counts;
    const [ownRisk, otherRisk] = [atRiskIn(own), atRiskIn(other)];
    const survival = kaplanMeier(ownRisk, own.events);
    const reference = kaplanMeier(otherRisk, other.events);
    // Before the bar can be reached there is nothing to estimate.
    const unmoved = (known: boolean): Ends => (known ? NONE : null);
    let [ends, otherEnds] = [unmoved(own.atRisk > 0), unmoved(other.atRisk > 0)];
    let apart = unmoved(this.paired.of(0).n > 0);
    return survival.map((share, month): CurvePoint => {
      // Where nobody reached the bar in a month, all stays as it was.
      const first = month + 1 === this.held;
      const moved = own.events[month]! > 0;
      if (moved || first) ends = this.endsAt(this.own, month, level);
      if (other.events[month]! > 0 || first) otherEnds = this.endsAt(this.other, month, level);
      const paired = this.paired.of(month);
      if (moved || other.events[month]! > 0 || first) apart = this.differenceEnds(paired, month, level);
      const last = month === survival.length - 1;
      return {
        atRisk: ownRisk[month]!,
        events: own.events[month]!,
        censored: last ? ownRisk[month]! - own.events[month]! : 0,
        extinct: this.extinct[month]!,
        survival: own.atRisk > 0 ? share : null,
        interval: ends && { lower: 1 - ends.upper, upper: 1 - ends.lower },
        reference: other.atRisk > 0 ? reference[month]! : null,
        referenceInterval: otherEnds && { lower: 1 - otherEnds.upper, upper: 1 - otherEnds.lower },
        difference: paired.n > 0 ? 0 - paired.estimate : null,
        differenceInterval: apart && { lower: 0 - apart.upper, upper: 0 - apart.lower },
      };
    });
  }

  /**
   * Of the scenario, its reference, and their difference. The interval of a mean is the area under the ends of the
   * curve's intervals, which holds where hardly anyone reaches the bar; that of a difference is Student's, or where
   * no pair differs put together from both.
   */
  restricted(level: number): { own: Restricted; other: Restricted; paired: Restricted } {
    const { months, within, held } = this;
    const side = (of: ClusterMeans, counts: Counts): Restricted => {
      const mean = of.of(months);
      if (counts.atRisk === 0) return { mean, estimate: null, interval: null };
      const survival = kaplanMeier(atRiskIn(counts), counts.events).slice(0, within);
      const [lower, upper]: [number[], number[]] = [[], []];
      for (let month = 0, ends: Ends = null; month < within; month++) {
        if (month + 1 >= held && (ends === null || counts.events[month]! > 0))
          ends = this.endsAt(of, month, level);
        lower.push(1 - (ends?.upper ?? 0));
        upper.push(1 - (ends?.lower ?? 0));
      }
      return {
        mean,
        estimate: restrictedMean(survival),
        interval: { lower: restrictedMean(lower), upper: restrictedMean(upper) },
      };
    };
    const [own, other] = [side(this.own, this.counts.own), side(this.other, this.counts.other)];
    const mean = this.paired.of(months);
    return {
      own,
      other,
      paired: {
        mean,
        estimate: mean.n > 0 ? this.apart / mean.n : null,
        interval: mean.n > 0 ? boundedDifference(mean, own, other, level, within - held) : null,
      },
    };
  }

  private endsAt(of: ClusterMeans, month: number, level: number): Ends {
    const reached = of.of(month);
    return reached.n > 0 ? clusteredProportion(reached, level) : null;
  }

  private differenceEnds(paired: ClusterMean, month: number, level: number): Ends {
    const side = (of: ClusterMeans) => ({
      estimate: of.of(month).estimate,
      interval: this.endsAt(of, month, level),
    });
    if (paired.n === 0) return null;
    // The sides matter where no variation is in sight only.
    const nothing = { estimate: null, interval: null };
    const [own, other] = paired.degenerate ? [side(this.own), side(this.other)] : [nothing, nothing];
    return boundedDifference(paired, own, other, level, 1);
  }

  private addToDraws(draw: number): void {
    const [own, other, paired] = this.values;
    for (const [of, at] of [
      [this.draws.reached, this.within - 1],
      [this.draws.time, this.months],
    ] as const) {
      of.scenario.add(draw, own[at]!);
      of.reference.add(draw, other[at]!);
      of.difference.add(draw, paired[at]!);
    }
  }
}

function count(counts: Counts, time: Time): void {
  if (Number.isNaN(time)) {
    counts.above++;
    return;
  }
  counts.atRisk++;
  if (time !== Infinity) counts.events[time - 1]!++;
}

/** At the start of each month: none is censored before the last. */
function atRiskIn({ atRisk, events }: Counts): number[] {
  let left = atRisk;
  return Array.from(events, (happened) => {
    const risk = left;
    left -= happened;
    return risk;
  });
}

function reachedBy(time: Time, month: number): number {
  return Number.isNaN(time) ? NaN : time <= month ? 1 : 0;
}
