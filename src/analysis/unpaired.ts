/** Two scenarios whose replicates are not paired: the difference of independent means. */
import { ClusterMean } from '../statistics/cluster.js';
import { studentInterval } from '../statistics/interval.js';
import { welchDf } from '../statistics/stratified.js';
import { NO_DRAWS } from './draw-means.js';
import { type Effect, known } from './effect.js';
import type { Measure } from './layout.js';

export class UnpairedContrast {
  private readonly own: readonly ClusterMean[];
  private readonly other: readonly ClusterMean[];

  constructor(private readonly measures: readonly Measure[]) {
    this.own = measures.map(() => new ClusterMean());
    this.other = measures.map(() => new ClusterMean());
  }

  /** Adds a replicate of the scenario or of its reference; NaN = missing. */
  add(side: 'scenario' | 'reference', draw: number, values: ArrayLike<number>): void {
    const means = side === 'scenario' ? this.own : this.other;
    for (let at = 0; at < means.length; at++) means[at]!.add(draw, values[at]!);
  }

  /**
   * One difference for each measure. The standard error is √(se²ₐ + se²ᵦ), each clustered by draw, with Welch's
   * degrees of freedom (see `welchDf` where nothing varies); `pairs` is 0.
   */
  effects(level: number): Effect[] {
    return this.measures.map((measure, at) => {
      const [a, b] = [this.own[at]!, this.other[at]!];
      const estimate = a.estimate - b.estimate;
      const standardError = Math.hypot(a.standardError, b.standardError);
      const df = welchDf([a, b]);
      const draws = Math.min(a.clusters, b.clusters);
      return {
        measure,
        statistic: 'difference',
        form: 'difference',
        estimate: known(estimate),
        interval: studentInterval(estimate, standardError, df, level),
        mcse: known(standardError),
        greater: null,
        draws,
        pairs: 0,
        replicates: [a.n, b.n],
        identical: false,
        planned: [{ estimate, standardError, df, n: Math.min(a.n, b.n), clusters: draws, components: null }],
        distance: Math.abs(estimate),
        byDraw: [NO_DRAWS],
        bars: [],
        held: 0,
      };
    });
  }
}
