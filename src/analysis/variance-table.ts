/**
 * `variance.csv`: how much of the variance of the headline comes from parameters and how much from chance, for claims
 * in Afghanistan over months 1–12 and 13–24 after the change: the total of the scenario, and its paired difference to
 * the reference. Where draws are alike, what is found between them is chance as well, and the share is near 0.
 */
import type { RowOf } from '../results/columns.js';
import { ClusterMeans } from '../statistics/cluster-means.js';
import { varianceShare } from '../statistics/variance-share.js';
import type { Measure, Window } from './layout.js';

export class VarianceTable {
  private readonly rows: RowOf<'variance'>[] = [];
  private readonly open = new Map<string, ClusterMeans>();
  private readonly at: readonly number[];
  private readonly values: Float64Array;

  constructor(
    private readonly scenarioId: string,
    private readonly measures: readonly Measure[],
    windows: readonly Window[],
    private readonly hasReference: boolean,
    private readonly level: number,
  ) {
    this.at = windows
      .map(({ id }) =>
        measures.findIndex(
          ({ target, location, window }) =>
            target === 'attacks' && location === 'afghanistan' && window.id === id,
        ),
      )
      .filter((index) => index >= 0);
    this.values = new Float64Array(2 * this.at.length);
  }

  /** Adds the pair of one address; without a reference, the scenario twice. */
  add(explanation: string, draw: number, scenario: ArrayLike<number>, reference: ArrayLike<number>): void {
    let means = this.open.get(explanation);
    if (!means) this.open.set(explanation, (means = new ClusterMeans(this.values.length)));
    for (const [line, index] of this.at.entries()) {
      this.values[2 * line] = scenario[index]!;
      this.values[2 * line + 1] = scenario[index]! - reference[index]!;
    }
    means.add(draw, this.values);
  }

  /** Ends an explanation: its rows are made. */
  close(explanation: string): void {
    const means = this.open.get(explanation);
    if (!means) return;
    this.open.delete(explanation);
    for (const [line, index] of this.at.entries()) {
      const { target, location, window } = this.measures[index]!;
      for (const [offset, statistic] of ['total', 'difference'].entries()) {
        if (statistic === 'difference' && !this.hasReference) continue;
        const { components, meanSquares, clusters, n } = means.of(2 * line + offset);
        const share = meanSquares && varianceShare(meanSquares, this.level);
        this.rows.push({
          scenario_id: this.scenarioId,
          explanation,
          target,
          location,
          window: window.id,
          statistic,
          between: components?.between ?? null,
          within: components?.within ?? null,
          share: share?.estimate ?? null,
          lower: share?.interval?.lower ?? null,
          upper: share?.interval?.upper ?? null,
          level: this.level,
          n_draws: clusters,
          n,
        });
      }
    }
  }

  finish(): readonly RowOf<'variance'>[] {
    return this.rows;
  }
}
