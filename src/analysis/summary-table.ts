/**
 * `summary.csv`: every measure of every scenario, explanation by explanation, and `equal` at the end.
 *
 * `equal` is the mixture of the four explanations with equal weights. Its mean is the mean of the four, its mcse
 * that of a stratified mean, its variance the mean of the four variances plus that of the four means. Its
 * quantiles are those of all replicates together, which is the mixture where each explanation has as many values;
 * where one has fewer (a failed replicate, a missing share) they are left empty.
 */
import { AVERAGED } from '../model/explanations.js';
import { targetOf } from '../model/targets.js';
import type { RowOf } from '../results/columns.js';
import { ClusterMeans } from '../statistics/cluster-means.js';
import { QuantileSketch } from '../statistics/sketch.js';
import { QuantileSketches } from '../statistics/sketches.js';
import { type Stratum, stratifiedMean } from '../statistics/stratified.js';
import { known } from './effect.js';
import type { Measure } from './layout.js';

type Row = RowOf<'summary'>;

/** What an explanation has been given so far. */
interface Lines {
  readonly means: ClusterMeans;
  readonly sketches: QuantileSketches;
}

type Part = Stratum & { readonly n: number; readonly variance: number };

export class SummaryTable {
  private readonly rows: Row[] = [];
  private readonly whole: readonly boolean[];
  /** Measures as the table is sorted, so that sorting its rows has little left to do. */
  private readonly order: readonly number[];
  /** Of the explanations of the average: all values together, and by explanation what each measure came to. */
  private readonly mixture: QuantileSketches;
  private readonly strata = new Map<string, readonly Part[]>();
  private readonly open = new Map<string, Lines>();

  constructor(
    private readonly scenarioId: string,
    private readonly measures: readonly Measure[],
  ) {
    this.whole = measures.map(isWhole);
    const keys = measures.map(({ target, location, window }) => [target, location, window.id].join('\n'));
    this.order = [...measures.keys()].sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1));
    this.mixture = new QuantileSketches(this.whole);
  }

  /** Adds one replicate: a value for each measure, NaN = missing. */
  add(explanation: string, draw: number, values: ArrayLike<number>): void {
    let lines = this.open.get(explanation);
    if (!lines) {
      lines = {
        means: new ClusterMeans(this.measures.length),
        sketches: new QuantileSketches(this.whole, this.mixture),
      };
      this.open.set(explanation, lines);
    }
    lines.means.add(draw, values);
    lines.sketches.add(values);
  }

  /** Ends an explanation: its rows are made and its sketches are let go. */
  close(explanation: string): void {
    const lines = this.open.get(explanation);
    if (!lines) return;
    this.open.delete(explanation);
    const parts: Part[] = [];
    for (const at of this.order) {
      const { n, estimate, variance, standardError, df } = lines.means.of(at);
      this.rows.push({
        ...this.keyOf(at, explanation),
        n,
        mean: known(estimate),
        sd: known(Math.sqrt(variance)),
        ...quantilesOf(lines.sketches.of(at)),
        mcse: known(standardError),
      });
      parts[at] = { n, estimate, variance, standardError, df };
    }
    if (!(AVERAGED as readonly string[]).includes(explanation)) return;
    this.mixture.merge(lines.sketches);
    this.strata.set(explanation, parts);
  }

  finish(): Row[] {
    const parts = AVERAGED.map((explanation) => this.strata.get(explanation));
    if (!parts.every((part) => part !== undefined)) return this.rows;
    const equal = this.order.map((at): Row => {
      const strata = parts.map((part) => part[at]!);
      const { estimate, standardError } = stratifiedMean(strata);
      const between = strata.reduce((sum, stratum) => sum + (stratum.estimate - estimate) ** 2, 0);
      const within = strata.reduce((sum, stratum) => sum + stratum.variance, 0);
      const sameSize = strata.every((stratum) => stratum.n === strata[0]!.n);
      return {
        ...this.keyOf(at, 'equal'),
        n: strata.reduce((sum, { n }) => sum + n, 0),
        mean: known(estimate),
        sd: known(Math.sqrt((within + between) / strata.length)),
        ...quantilesOf(sameSize ? this.mixture.of(at) : new QuantileSketch(false)),
        mcse: known(standardError),
      };
    });
    return [...this.rows, ...equal];
  }

  private keyOf(at: number, explanation: string) {
    const { target, location, window } = this.measures[at]!;
    return { scenario_id: this.scenarioId, explanation, target, location, window: window.id };
  }
}

/** A stock is averaged over the months of its window, so only over one month it is a whole number. */
function isWhole({ target, window }: Measure): boolean {
  const { integer, aggregation } = targetOf(target);
  return integer && (aggregation !== 'stock' || window.to - window.from === 1);
}

function quantilesOf(sketch: QuantileSketch) {
  const [q05, q25, median, q75, q95] = sketch.quantiles([0.05, 0.25, 0.5, 0.75, 0.95]).map(known);
  return { q05: q05 ?? null, q25: q25 ?? null, median: median ?? null, q75: q75 ?? null, q95: q95 ?? null };
}
