/** One scenario against its reference under one explanation, pair by pair. */
import type { Bar } from '../scenarios/scenario.js';
import { ClusterMean } from '../statistics/cluster.js';
import { RatioMean } from '../statistics/ratio.js';
import { targetOf } from '../model/targets.js';
import { BarContrast } from './bar-contrast.js';
import { DrawMeans } from './draw-means.js';
import { type Effect, known, plannedFrom } from './effect.js';
import type { Measure, Window } from './layout.js';

/** What is contrasted; the same for every explanation. */
export interface ContrastPlan {
  readonly scenarioId: string;
  readonly referenceId: string;
  readonly measures: readonly Measure[];
  /** Locations coarse enough for a ratio of means: national ones and zones. */
  readonly coarse: ReadonlySet<string>;
  /** Bars of the scenario's rebound and the windows they need; `null` without them. */
  readonly bars: {
    readonly bars: readonly Bar[];
    readonly before: Window | null;
    readonly after: Window;
  } | null;
  /** Parameters differ between draws, so that there is an interval over draws, in Afghanistan. */
  readonly drawsDiffer: boolean;
  /** Said in every sentence, such as `one provisional parameter set`; `null` for nothing. */
  readonly note: string | null;
  readonly level: number;
}

interface Line {
  readonly difference: ClusterMean;
  readonly ratio: RatioMean | null;
  /** Means of draws of the difference, and of both sides for the ratio; `null` without an interval over draws. */
  readonly draws: {
    readonly difference: DrawMeans;
    readonly over: DrawMeans;
    readonly under: DrawMeans;
  } | null;
  /** Σ of the differences: exact for whole numbers, so that what cancels gives exactly 0. */
  sum: number;
  greater: number;
  differing: number;
}

export class Contrast {
  private readonly lines: readonly Line[];
  private readonly bars: BarContrast | null;

  constructor(private readonly plan: ContrastPlan) {
    this.lines = plan.measures.map((measure) => ({
      difference: new ClusterMean(),
      ratio: hasRatio(measure, plan) ? new RatioMean() : null,
      draws: hasPosterior(measure, plan)
        ? { difference: new DrawMeans(), over: new DrawMeans(), under: new DrawMeans() }
        : null,
      sum: 0,
      greater: 0,
      differing: 0,
    }));
    this.bars = BarContrast.of(plan);
  }

  /**
   * Adds the pair of one address.
   *
   * @param draw the parameter draw's number
   * @param scenario a value for each measure; NaN = missing, and then the pair is left out of that measure
   * @param reference the same under the reference
   */
  add(draw: number, scenario: ArrayLike<number>, reference: ArrayLike<number>): void {
    for (let at = 0; at < this.lines.length; at++) {
      const line = this.lines[at]!;
      const [over, under] = [scenario[at]!, reference[at]!];
      const difference = over - under;
      line.difference.add(draw, difference);
      line.ratio?.add(draw, over, under);
      if (Number.isNaN(difference)) continue;
      line.sum += difference;
      if (difference > 0) line.greater++;
      if (difference !== 0) line.differing++;
      if (!line.draws) continue;
      line.draws.difference.add(draw, difference);
      line.draws.over.add(draw, over);
      line.draws.under.add(draw, under);
    }
    this.bars?.add(draw, scenario, reference);
  }

  /** Effects in an order that depends on the plan alone. */
  effects(): Effect[] {
    const { level } = this.plan;
    const effects: Effect[] = [];
    for (const [at, line] of this.lines.entries()) {
      const measure = this.plan.measures[at]!;
      effects.push(differenceOf(measure, line, level));
      if (line.ratio) effects.push(ratioOf(measure, line, line.ratio, level));
    }
    if (!this.bars) return effects;
    const areCopies = effects.every(({ measure, statistic, identical }) => {
      const isClaims = measure.target === 'attacks' && measure.location === 'afghanistan';
      return !isClaims || statistic !== 'difference' || identical;
    });
    return [...effects, ...this.bars.effects(areCopies)];
  }
}

function hasRatio({ target, location }: Measure, plan: ContrastPlan): boolean {
  const { aggregation } = targetOf(target);
  return plan.coarse.has(location) && (aggregation === 'flow' || aggregation === 'stock');
}

/** Means of draws are kept for Afghanistan only: they are all that grows with draws. */
function hasPosterior({ location }: Measure, plan: ContrastPlan): boolean {
  return plan.drawsDiffer && location === 'afghanistan';
}

function differenceOf(measure: Measure, line: Line, level: number): Effect {
  const { difference } = line;
  const { n, clusters, standardError } = difference;
  const estimate = line.sum / n;
  const identical = n > 0 && line.differing === 0;
  return {
    measure,
    statistic: 'difference',
    form: 'difference',
    estimate: known(estimate),
    interval: identical ? { lower: 0, upper: 0 } : difference.interval(level),
    mcse: known(standardError),
    greater: n > 0 ? line.greater / n : null,
    draws: clusters,
    pairs: n,
    identical,
    planned: [{ ...plannedFrom(difference), estimate }],
    distance: Math.abs(estimate),
    byDraw: [line.draws?.difference.means() ?? []],
    bars: [],
  };
}

function ratioOf(measure: Measure, line: Line, ratio: RatioMean, level: number): Effect {
  const { n, clusters, estimate, logStandardError, unit } = ratio;
  const log = estimate !== null && estimate > 0 ? Math.log(estimate) : 0;
  const over = line.draws?.over.means() ?? [];
  const under = line.draws?.under.means() ?? [];
  // A draw without anything in the reference has no ratio of its own.
  const byDraw = over.map((mean, at) => mean / under[at]!).filter((value) => Number.isFinite(value));
  return {
    measure,
    statistic: 'ratio',
    form: 'ratio',
    estimate,
    interval: ratio.interval(level),
    mcse: estimate === null || logStandardError === null ? null : estimate * logStandardError,
    greater: n > 0 ? line.greater / n : null,
    draws: clusters,
    pairs: n,
    identical: n > 0 && line.differing === 0,
    planned: [
      {
        estimate: log,
        standardError: logStandardError ?? NaN,
        df: unit === 'draw' ? clusters - 1 : Math.max(0, n - 1),
        n,
        clusters,
        components: null,
      },
    ],
    distance: Math.abs(log),
    byDraw: [byDraw],
    bars: [],
  };
}
