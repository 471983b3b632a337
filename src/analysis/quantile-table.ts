/**
 * `quantiles.csv`: monthly quantiles of every series of a scenario, explanation by explanation, and `equal` at the
 * end: the mixture of the four explanations with equal weights. That is all replicates together where each
 * explanation has as many values; where one has fewer, the quantiles of `equal` are left empty.
 */
import { AVERAGED } from '../model/explanations.js';
import { targetOf } from '../model/targets.js';
import type { RowOf } from '../results/columns.js';
import { QuantileSketch } from '../statistics/sketch.js';
import { known } from './effect.js';
import type { Layout } from './layout.js';

type Row = RowOf<'quantiles'>;

/** The levels of `quantiles.csv`. */
export const LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

interface Mixture {
  readonly sketch: QuantileSketch;
  readonly sizes: number[];
}

export class QuantileTable {
  private readonly rows: Row[] = [];
  private readonly mixtures: readonly Mixture[];
  private sketches: readonly QuantileSketch[] | null = null;

  constructor(
    private readonly scenarioId: string,
    private readonly layout: Pick<Layout, 'series' | 'months'>,
  ) {
    this.mixtures = this.empty().map((sketch) => ({ sketch, sizes: [] }));
  }

  /** Adds one replicate of the explanation that is open: series × months, NaN = missing. */
  add(values: ArrayLike<number>): void {
    this.sketches ??= this.empty();
    for (let at = 0; at < this.sketches.length; at++) this.sketches[at]!.add(values[at]!);
  }

  /** Ends an explanation: its rows are made and its sketches are let go. */
  close(explanation: string): void {
    if (!this.sketches) return;
    const averaged = (AVERAGED as readonly string[]).includes(explanation);
    for (const [at, sketch] of this.sketches.entries()) {
      this.append(explanation, at, sketch, true);
      if (!averaged) continue;
      this.mixtures[at]!.sketch.merge(sketch);
      this.mixtures[at]!.sizes.push(sketch.n);
    }
    this.sketches = null;
  }

  finish(): readonly Row[] {
    if (this.mixtures[0]?.sizes.length !== AVERAGED.length) return this.rows;
    for (const [at, { sketch, sizes }] of this.mixtures.entries()) {
      this.append(
        'equal',
        at,
        sketch,
        sizes.every((n) => n === sizes[0]),
      );
    }
    return this.rows;
  }

  /** Bytes of the counts in use, for the bound that a test holds. */
  get bytes(): number {
    const sketches = [...(this.sketches ?? []), ...this.mixtures.map(({ sketch }) => sketch)];
    return sketches.reduce((sum, sketch) => sum + sketch.bytes, 0);
  }

  private empty(): QuantileSketch[] {
    const { series, months } = this.layout;
    return series.flatMap(({ target }) => months.map(() => new QuantileSketch(targetOf(target).integer)));
  }

  private append(explanation: string, at: number, sketch: QuantileSketch, filled: boolean): void {
    const { series, months } = this.layout;
    const { target, location } = series[Math.floor(at / months.length)]!;
    const month = months[at % months.length]!.id.slice(0, 7);
    for (const level of LEVELS) {
      this.rows.push({
        scenario_id: this.scenarioId,
        explanation,
        location,
        target,
        month,
        output_type: 'quantile',
        output_type_id: level,
        value: filled ? known(sketch.quantile(level)) : null,
        n: sketch.n,
      });
    }
  }
}
