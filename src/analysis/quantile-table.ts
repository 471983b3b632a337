/**
 * `quantiles.csv`: monthly quantiles of every series of a scenario, explanation by explanation, and averages at the
 * end: mixtures of the four explanations. With equal weights that is all replicates together where each explanation
 * has as many values; where one has fewer, the quantiles of an average are left empty.
 */
import { targetOf } from '../model/targets.js';
import type { RowOf } from '../results/columns.js';
import type { QuantileSketches } from '../statistics/sketches.js';
import { type Average, EQUAL } from './averages.js';
import { known } from './effect.js';
import type { Layout } from './layout.js';
import { type Mixed, Mixtures } from './mixtures.js';

type Row = RowOf<'quantiles'>;

/** The levels of `quantiles.csv`. */
export const LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

export class QuantileTable {
  private readonly rows: Row[] = [];
  /** Columns as the table is sorted, so that sorting its rows has little left to do. */
  private readonly order: readonly number[];
  private readonly mixtures: Mixtures;
  private readonly open = new Map<string, QuantileSketches>();

  constructor(
    private readonly scenarioId: string,
    private readonly layout: Pick<Layout, 'series' | 'months'>,
    private readonly averages: readonly Average[] = [EQUAL],
  ) {
    const { series, months } = layout;
    const integer = series.flatMap(({ target }) => months.map(() => targetOf(target).integer));
    this.mixtures = new Mixtures(averages, integer);
    const keys = series.map(({ target, location }) => `${location}\n${target}`);
    this.order = [...series.keys()]
      .sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1))
      .flatMap((index) => months.map((_, month) => index * months.length + month));
  }

  /** Adds one replicate: series × months, NaN = missing. */
  add(explanation: string, values: ArrayLike<number>): void {
    let sketches = this.open.get(explanation);
    if (!sketches) this.open.set(explanation, (sketches = this.mixtures.empty()));
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
      this.append(explanation, at, { sketch, n: sketch.n });
      sizes[at] = sketch.n;
    }
    this.mixtures.add(explanation, sketches, sizes);
  }

  finish(): readonly Row[] {
    for (const average of this.averages) {
      const mixed = this.mixtures.of(average);
      if (mixed) for (const at of this.order) this.append(average.id, at, mixed(at));
    }
    return this.rows;
  }

  /** Bytes of the counts in use, for the bound that a test holds. */
  get bytes(): number {
    return [...this.open.values(), this.mixtures].reduce((sum, sketches) => sum + sketches.bytes, 0);
  }

  private append(explanation: string, at: number, { sketch, n }: Mixed): void {
    const { series, months } = this.layout;
    const { target, location } = series[Math.floor(at / months.length)]!;
    const month = months[at % months.length]!.id.slice(0, 7);
    const quantiles = sketch.quantiles(LEVELS);
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
        n,
      });
    }
  }
}
