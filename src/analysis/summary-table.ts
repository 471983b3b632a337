/**
 * `summary.csv`: every measure of every scenario, explanation by explanation, and averages at the end.
 *
 * An average is the mixture of the four explanations with its weights. Its mean is the mean of the four, its mcse
 * that of a stratified mean, its variance the mean of the four variances plus that of the four means. Its quantiles
 * are those of the mixture, see `Mixtures`; where one explanation has fewer values (a failed replicate, a missing
 * share) they are left empty.
 */
import { AVERAGED } from '../model/explanations.js';
import { targetOf } from '../model/targets.js';
import type { RowOf } from '../results/columns.js';
import { ClusterMeans } from '../statistics/cluster-means.js';
import type { QuantileSketch } from '../statistics/sketch.js';
import type { QuantileSketches } from '../statistics/sketches.js';
import type { Stratum } from '../statistics/stratified.js';
import { type Average, EQUAL, weighted } from './averages.js';
import { known } from './effect.js';
import type { Measure } from './layout.js';
import { Mixtures } from './mixtures.js';

type Row = RowOf<'summary'>;

/** What an explanation has been given so far. */
interface Lines {
  readonly means: ClusterMeans;
  readonly sketches: QuantileSketches;
}

type Part = Stratum & { readonly n: number; readonly variance: number };

export class SummaryTable {
  private readonly rows: Row[] = [];
  /** Measures as the table is sorted, so that sorting its rows has little left to do. */
  private readonly order: readonly number[];
  private readonly mixtures: Mixtures;
  /** By averaged explanation, what each measure came to. */
  private readonly strata = new Map<string, readonly Part[]>();
  private readonly open = new Map<string, Lines>();

  constructor(
    private readonly scenarioId: string,
    private readonly measures: readonly Measure[],
    private readonly averages: readonly Average[] = [EQUAL],
  ) {
    const keys = measures.map(({ target, location, window }) => [target, location, window.id].join('\n'));
    this.order = [...measures.keys()].sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1));
    this.mixtures = new Mixtures(averages, measures.map(isWhole));
  }

  /** Adds one replicate: a value for each measure, NaN = missing. */
  add(explanation: string, draw: number, values: ArrayLike<number>): void {
    let lines = this.open.get(explanation);
    if (!lines) {
      lines = {
        means: new ClusterMeans(this.measures.length),
        sketches: this.mixtures.empty(),
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
    this.mixtures.add(
      explanation,
      lines.sketches,
      parts.map(({ n }) => n),
    );
    this.strata.set(explanation, parts);
  }

  finish(): Row[] {
    return [...this.rows, ...this.averages.flatMap((average) => this.averaged(average))];
  }

  private averaged(average: Average): Row[] {
    const found = weighted(average, this.strata);
    const mixed = this.mixtures.of(average);
    if (!found || !mixed) return [];
    const { weights } = found;
    return this.order.map((at): Row => {
      // Plain loops: there are thousands of measures.
      let [mean, total, within, between, error] = [0, 0, 0, 0, 0];
      for (let of = 0; of < weights.length; of++) {
        const { estimate, variance, standardError } = found.parts[of]![at]!;
        const weight = weights[of]!;
        total += weight;
        mean += (estimate - mean) * (weight / total);
        within += weight * variance;
        error += (weight * standardError) ** 2;
      }
      for (let of = 0; of < weights.length; of++)
        between += weights[of]! * (found.parts[of]![at]!.estimate - mean) ** 2;
      const { sketch, n } = mixed(at);
      return {
        ...this.keyOf(at, average.id),
        n,
        mean: known(mean),
        sd: known(Math.sqrt(within + between)),
        ...quantilesOf(sketch),
        mcse: known(Math.sqrt(error)),
      };
    });
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
