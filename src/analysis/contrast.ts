/** One scenario against its reference under one explanation, pair by pair. */
import type { Bar } from '../scenarios/scenario.js';
import type { ClusterMean } from '../statistics/cluster.js';
import { ClusterMeans } from '../statistics/cluster-means.js';
import type { RatioMean } from '../statistics/ratio.js';
import { RatioMeans } from '../statistics/ratio-means.js';
import { targetOf } from '../model/targets.js';
import { BarContrast } from './bar-contrast.js';
import { DrawMeans, NO_DRAWS } from './draw-means.js';
import { type Effect, known, plannedFrom } from './effect.js';
import { EffortContrast } from './effort-contrast.js';
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
  /** Windows after the change that a reader looks at first: effort is told, and intervals over draws, of these. */
  readonly headline: readonly Window[];
  /** Parameters differ between draws, so that there is an interval over draws. */
  readonly drawsDiffer: boolean;
  /** Said in every sentence, such as `one parameter set from a file`; `null` for nothing. */
  readonly note: string | null;
  readonly level: number;
}

/** Means of draws of the difference, and of both sides for the ratio. */
interface Draws {
  readonly difference: DrawMeans;
  readonly over: DrawMeans;
  readonly under: DrawMeans;
}

/** What is known of one measure when all pairs are in. */
interface Line {
  readonly difference: ClusterMean;
  readonly draws: Draws | null;
  readonly sum: number;
  readonly greater: number;
  readonly differing: number;
}

export class Contrast {
  private readonly means: ClusterMeans;
  /** Differences of the pair at hand. */
  private readonly values: Float64Array;
  /** Σ of the differences: exact for whole numbers, so that what cancels gives exactly 0. */
  private readonly sums: Float64Array;
  private readonly greater: Uint32Array;
  private readonly differing: Uint32Array;
  /** Measures that have a ratio; means of draws by measure, where there is an interval over draws. */
  private readonly withRatio: readonly number[];
  private readonly ratios: RatioMeans;
  private readonly draws: readonly (readonly [number, Draws])[];
  private readonly bars: BarContrast | null;
  private readonly effort: EffortContrast;

  constructor(private readonly plan: ContrastPlan) {
    const { measures } = plan;
    this.means = new ClusterMeans(measures.length);
    this.values = new Float64Array(measures.length);
    this.sums = new Float64Array(measures.length);
    this.greater = new Uint32Array(measures.length);
    this.differing = new Uint32Array(measures.length);
    this.withRatio = [...measures.keys()].filter((at) => hasRatio(measures[at]!, plan));
    this.ratios = new RatioMeans(this.withRatio);
    this.draws = [...measures.entries()].flatMap(([at, measure]) =>
      hasPosterior(measure, plan)
        ? [[at, { difference: new DrawMeans(), over: new DrawMeans(), under: new DrawMeans() }] as const]
        : [],
    );
    this.bars = BarContrast.of(plan);
    this.effort = new EffortContrast(measures, plan.headline);
  }

  /**
   * Adds the pair of one address.
   *
   * @param draw the parameter draw's number
   * @param scenario a value for each measure; NaN = missing, and then the pair is left out of that measure
   * @param reference the same under the reference
   */
  add(draw: number, scenario: ArrayLike<number>, reference: ArrayLike<number>): void {
    const { values, sums, greater, differing } = this;
    for (let at = 0; at < values.length; at++) {
      const difference = scenario[at]! - reference[at]!;
      values[at] = difference;
      // False for 0, and for NaN, which is missing.
      if (!(difference < 0 || difference > 0)) continue;
      sums[at]! += difference;
      differing[at]!++;
      if (difference > 0) greater[at]!++;
    }
    this.means.add(draw, values);
    this.ratios.add(draw, scenario, reference);
    for (const [at, draws] of this.draws) {
      if (Number.isNaN(values[at])) continue;
      draws.difference.add(draw, values[at]!);
      draws.over.add(draw, scenario[at]!);
      draws.under.add(draw, reference[at]!);
    }
    this.bars?.add(draw, scenario, reference);
    this.effort.add(draw, scenario, reference);
  }

  /** Effects in an order that depends on the plan alone. */
  effects(): Effect[] {
    const { level } = this.plan;
    const effects: Effect[] = [];
    const ratios = new Map(this.withRatio.map((at, column) => [at, this.ratios.of(column)]));
    const draws = new Map(this.draws);
    for (const [at, measure] of this.plan.measures.entries()) {
      const line = {
        difference: this.means.of(at),
        draws: draws.get(at) ?? null,
        sum: this.sums[at]!,
        greater: this.greater[at]!,
        differing: this.differing[at]!,
      };
      effects.push(differenceOf(measure, line, level));
      const ratio = ratios.get(at);
      if (ratio) effects.push(ratioOf(measure, line, ratio, level));
    }
    const perRaid = this.effort.effects(level);
    if (!this.bars) return [...effects, ...perRaid];
    const areCopies = effects.every(({ measure, statistic, identical }) => {
      const isClaims = measure.target === 'attacks' && measure.location === 'afghanistan';
      return !isClaims || statistic !== 'difference' || identical;
    });
    return [...effects, ...perRaid, ...this.bars.effects(areCopies)];
  }
}

function hasRatio({ target, location }: Measure, plan: ContrastPlan): boolean {
  const { aggregation } = targetOf(target);
  return plan.coarse.has(location) && (aggregation === 'flow' || aggregation === 'stock');
}

/**
 * Means of draws are all that grows with draws: they are kept of every window in Afghanistan, and of those that are
 * looked at first elsewhere, but not of single regions.
 */
function hasPosterior({ location, window }: Measure, plan: ContrastPlan): boolean {
  if (!plan.drawsDiffer) return false;
  return (
    location === 'afghanistan' ||
    (plan.coarse.has(location) && plan.headline.some(({ id }) => id === window.id))
  );
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
    byDraw: [line.draws?.difference.stratum() ?? NO_DRAWS],
    bars: [],
    held: 0,
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
    byDraw: [{ means: byDraw, weight: 1 }],
    bars: [],
    held: 0,
  };
}
