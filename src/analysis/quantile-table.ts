/**
 * `quantiles.csv`: monthly quantiles of every series of a scenario, explanation by explanation, and `equal` at the
 * end: the mixture of the four explanations with equal weights. That is all replicates together where each
 * explanation has as many values; where one has fewer, the quantiles of `equal` are left empty.
 */
import { AVERAGED } from '../model/explanations.js';
import { targetOf } from '../model/targets.js';
import type { RowOf } from '../results/columns.js';
import type { QuantileSketch } from '../statistics/sketch.js';
import { QuantileSketches } from '../statistics/sketches.js';
import { known } from './effect.js';
import type { Layout } from './layout.js';

type Row = RowOf<'quantiles'>;

/** The levels of `quantiles.csv`. */
export const LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

export class QuantileTable {
  private readonly rows: Row[] = [];
  private readonly integer: readonly boolean[];
  /** Columns as the table is sorted, so that sorting its rows has little left to do. */
  private readonly order: readonly number[];
  /** Of the explanations of the average: all values together, and how many of each, by explanation. */
  private readonly mixture: QuantileSketches;
  private readonly sizes = new Map<string, readonly number[]>();
  private readonly open = new Map<string, QuantileSketches>();

  constructor(
    private readonly scenarioId: string,
    private readonly layout: Pick<Layout, 'series' | 'months'>,
  ) {
    const { series, months } = layout;
    this.integer = series.flatMap(({ target }) => months.map(() => targetOf(target).integer));
    this.mixture = new QuantileSketches(this.integer);
    const keys = series.map(({ target, location }) => `${location}\n${target}`);
    this.order = [...series.keys()]
      .sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1))
      .flatMap((index) => months.map((_, month) => index * months.length + month));
  }

  /** Adds one replicate: series × months, NaN = missing. */
  add(explanation: string, values: ArrayLike<number>): void {
    let sketches = this.open.get(explanation);
    if (!sketches) this.open.set(explanation, (sketches = new QuantileSketches(this.integer, this.mixture)));
    sketches.add(values);
  }

  /** Ends an explanation: its rows are made and its sketches are let go. */
  close(explanation: string): void {
    const sketches = this.open.get(explanation);
    if (!sketches) return;
    this.open.delete(explanation);
    const sizes: number[] = [];
    for (const at of this.order) {
      const sketch = sketches.of(at);
      this.append(explanation, at, sketch, true);
      sizes[at] = sketch.n;
    }
    if (!(AVERAGED as readonly string[]).includes(explanation)) return;
    this.mixture.merge(sketches);
    this.sizes.set(explanation, sizes);
  }

  finish(): readonly Row[] {
    const sizes = AVERAGED.map((explanation) => this.sizes.get(explanation));
    if (!sizes.every((size) => size !== undefined)) return this.rows;
    for (const at of this.order) {
      const sameSize = sizes.every((size) => size[at] === sizes[0]![at]);
      this.append('equal', at, this.mixture.of(at), sameSize);
    }
    return this.rows;
  }

  /** Bytes of the counts in use, for the bound that a test holds. */
  get bytes(): number {
    return [...this.open.values(), this.mixture].reduce((sum, sketches) => sum + sketches.bytes, 0);
  }

  private append(explanation: string, at: number, sketch: QuantileSketch, filled: boolean): void {
    const { series, months } = this.layout;
    const { target, location } = series[Math.floor(at / months.length)]!;
    const month = months[at % months.length]!.id.slice(0, 7);
    const quantiles = filled ? sketch.quantiles(LEVELS) : LEVELS.map(() => NaN);
    for (const [index, level] of LEVELS.entries()) {
      this.rows.push({
        scenario_id: this.scenarioId,
        explanation,
        location,
        target,
        month,
        output_type: 'quantile',
        output_type_id: level,
        value: known(quantiles[index]!),
        n: sketch.n,
      });
    }
  }
}
