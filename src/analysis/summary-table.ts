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
import { ClusterMean } from '../statistics/cluster.js';
import { Moments } from '../statistics/moments.js';
import { QuantileSketch } from '../statistics/sketch.js';
import { type Stratum, stratifiedMean } from '../statistics/stratified.js';
import { known } from './effect.js';
import type { Measure } from './layout.js';

type Row = RowOf<'summary'>;

class Line {
  readonly moments = new Moments();
  readonly sketch: QuantileSketch;
  readonly clustered = new ClusterMean();

  constructor(measure: Measure) {
    this.sketch = new QuantileSketch(isWhole(measure));
  }

  add(draw: number, value: number): void {
    this.moments.add(value);
    this.sketch.add(value);
    this.clustered.add(draw, value);
  }
}

/** What is left of the explanations of the average. */
interface Mixture {
  readonly sketch: QuantileSketch;
  readonly strata: (Stratum & { readonly n: number; readonly variance: number })[];
}

export class SummaryTable {
  private readonly rows: Row[] = [];
  private readonly mixtures: Mixture[];
  private lines: readonly Line[] | null = null;

  constructor(
    private readonly scenarioId: string,
    private readonly measures: readonly Measure[],
  ) {
    this.mixtures = measures.map((measure) => ({ sketch: new QuantileSketch(isWhole(measure)), strata: [] }));
  }

  /** Adds one replicate of the explanation that is open: a value for each measure, NaN = missing. */
  add(draw: number, values: ArrayLike<number>): void {
    this.lines ??= this.measures.map((measure) => new Line(measure));
    for (let at = 0; at < this.lines.length; at++) this.lines[at]!.add(draw, values[at]!);
  }

  /** Ends an explanation: its rows are made and its sketches are let go. */
  close(explanation: string): void {
    if (!this.lines) return;
    const averaged = (AVERAGED as readonly string[]).includes(explanation);
    for (const [at, { moments, sketch, clustered }] of this.lines.entries()) {
      this.rows.push({
        ...this.keyOf(at, explanation),
        n: moments.n,
        mean: known(moments.mean),
        sd: known(moments.sd),
        ...quantilesOf(sketch),
        mcse: known(clustered.standardError),
      });
      if (!averaged) continue;
      const { n, estimate, standardError, df } = clustered;
      this.mixtures[at]!.sketch.merge(sketch);
      this.mixtures[at]!.strata.push({ n, estimate, standardError, df, variance: moments.variance });
    }
    this.lines = null;
  }

  finish(): Row[] {
    if (this.mixtures[0]?.strata.length !== AVERAGED.length) return this.rows;
    const equal = this.mixtures.map(({ sketch, strata }, at): Row => {
      const { estimate, standardError } = stratifiedMean(strata);
      const between = strata.reduce((sum, stratum) => sum + (stratum.estimate - estimate) ** 2, 0);
      const within = strata.reduce((sum, stratum) => sum + stratum.variance, 0);
      const sameSize = strata.every((stratum) => stratum.n === strata[0]!.n);
      return {
        ...this.keyOf(at, 'equal'),
        n: sketch.n,
        mean: known(estimate),
        sd: known(Math.sqrt((within + between) / strata.length)),
        ...quantilesOf(sameSize ? sketch : new QuantileSketch(false)),
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
  return {
    q05: known(sketch.quantile(0.05)),
    q25: known(sketch.quantile(0.25)),
    median: known(sketch.quantile(0.5)),
    q75: known(sketch.quantile(0.75)),
    q95: known(sketch.quantile(0.95)),
  };
}
