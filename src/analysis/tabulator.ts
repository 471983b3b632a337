/**
 * Folds replicates, one address after another, into the rows of `summary.csv`, `quantiles.csv`, `contrasts.csv`
 * and `convergence.csv`. Memory grows neither with replicates nor with draws: sketches and sums of one
 * explanation, let go when the next one starts. Two things are kept for each draw, both about the headline: counts
 * of claims for the bars, and, where parameters differ between draws, means of draws in Afghanistan.
 */
import { isExplanation } from '../model/explanations.js';
import type { Geography } from '../model/geography.js';
import { locationsOf } from '../model/locations.js';
import type { RowOf } from '../results/columns.js';
import type { ParameterSource, Scenario } from '../scenarios/scenario.js';
import { checkLevel } from '../statistics/interval.js';
import type { ContrastPlan } from './contrast.js';
import { ContrastTable } from './contrast-table.js';
import { Convergence } from './convergence.js';
import type { Layout } from './layout.js';
import { QuantileTable } from './quantile-table.js';
import { fullMonths, reboundWindows } from './rebound-windows.js';
import { SummaryTable } from './summary-table.js';

/** Where a replicate stands: scenarios are paired by it. */
export interface PairAddress {
  readonly explanation: string;
  /** Parameter draw, a whole number from 0. */
  readonly draw: number;
  /** Replicate of that draw, a whole number from 0. */
  readonly replicate: number;
}

/** What a replicate returned; NaN = missing. */
export interface Measured {
  /** `layout.measures.length` values. */
  readonly windows: ArrayLike<number>;
  /** `layout.series.length × layout.months.length` values, months of one series together. */
  readonly series: ArrayLike<number>;
}

export interface Tables {
  readonly summary: readonly RowOf<'summary'>[];
  readonly quantiles: readonly RowOf<'quantiles'>[];
  readonly contrasts: readonly RowOf<'contrasts'>[];
  readonly convergence: readonly RowOf<'convergence'>[];
}

export interface TabulatorOptions {
  readonly scenarios: readonly Scenario[];
  readonly geography: Geography;
  readonly layout: Layout;
  /** Level of all intervals; 0.9 if not given. */
  readonly level?: number;
}

/** What sentences say about parameters that are the same in all draws; `null` where draws differ. */
export function parameterNote(source: ParameterSource): string | null {
  if (source.kind === 'point') return 'one provisional parameter set';
  return source.kind === 'file' ? 'one parameter set from a file' : null;
}

export class Tabulator {
  private readonly layout: Layout;
  private readonly summaries: readonly SummaryTable[];
  private readonly quantiles: readonly QuantileTable[];
  private readonly contrasts: readonly { table: ContrastTable; own: number; other: number }[];
  private readonly convergences: readonly { of: Convergence; own: number; other: number }[];
  private last: PairAddress | null = null;

  /** @throws RangeError unless 0 < level < 1, and for a measure at a location that the geography does not have */
  constructor({ scenarios, geography, layout, level = 0.9 }: TabulatorOptions) {
    checkLevel(level);
    this.layout = layout;
    const locations = new Map(locationsOf(geography).map(({ id, resolution }) => [id, resolution]));
    for (const { location } of layout.measures) {
      if (!locations.has(location))
        throw new RangeError(`the layout measures at "${location}", which is no location`);
    }
    const coarse = new Set([...locations].filter(([, at]) => at !== 'region').map(([id]) => id));
    this.summaries = scenarios.map(({ id }) => new SummaryTable(id, layout.measures));
    this.quantiles = scenarios.map(({ id }) => new QuantileTable(id, layout));
    const pairs = scenarios.flatMap((scenario, own) => {
      const other = scenarios.findIndex(({ id }) => id === scenario.counterfactual);
      return other < 0 ? [] : [{ scenario, own, other }];
    });
    this.contrasts = pairs.map(({ scenario, own, other }) => ({
      table: new ContrastTable(planOf(scenario, layout, coarse, level)),
      own,
      other,
    }));
    this.convergences = pairs.flatMap(({ scenario, own, other }) => {
      const { id, rebound, start, end } = scenario;
      if (!rebound) return [];
      const of = Convergence.of(id, layout.measures, reboundWindows(rebound.from, fullMonths(start, end)));
      return of ? [{ of, own, other }] : [];
    });
  }

  /**
   * Adds an address that is complete under every scenario.
   *
   * @param address comes after the one before: explanations in code-unit order, then draws, then replicates
   * @param perScenario in the order of `scenarios`
   * @throws RangeError for an address out of order, for another number of scenarios or values
   */
  add(address: PairAddress, perScenario: readonly Measured[]): void {
    this.checkOrder(address);
    this.checkSizes(perScenario);
    if (this.last && this.last.explanation !== address.explanation) this.close(this.last.explanation);
    this.last = address;
    const { draw } = address;
    for (const [at, { windows, series }] of perScenario.entries()) {
      this.summaries[at]!.add(draw, windows);
      this.quantiles[at]!.add(series);
    }
    for (const { table, own, other } of this.contrasts) {
      table.add(draw, perScenario[own]!.windows, perScenario[other]!.windows);
    }
    for (const { of, own, other } of this.convergences) {
      of.add(draw, perScenario[own]!.windows, perScenario[other]!.windows);
    }
  }

  /** All rows, not sorted. Nothing may be added afterwards. */
  finish(): Tables {
    if (this.last) this.close(this.last.explanation);
    return {
      summary: this.summaries.flatMap((table) => table.finish()),
      quantiles: this.quantiles.flatMap((table) => table.finish()),
      contrasts: this.contrasts.flatMap(({ table }) => table.finish()),
      convergence: this.convergences.flatMap(({ of }) => of.finish()),
    };
  }

  private close(explanation: string): void {
    for (const table of [...this.summaries, ...this.quantiles]) table.close(explanation);
    for (const { table } of this.contrasts) table.close(explanation);
    for (const { of } of this.convergences) of.close(explanation);
  }

  private checkOrder({ explanation, draw, replicate }: PairAddress): void {
    if (!isExplanation(explanation)) throw new RangeError(`unknown explanation "${explanation}"`);
    const { last } = this;
    if (!last || explanation > last.explanation) return;
    const later = draw > last.draw || (draw === last.draw && replicate > last.replicate);
    if (explanation === last.explanation && later) return;
    const before = `${last.explanation}:${last.draw}:${last.replicate}`;
    throw new RangeError(`${explanation}:${draw}:${replicate} comes after ${before}, out of order`);
  }

  private checkSizes(perScenario: readonly Measured[]): void {
    const { measures, series, months } = this.layout;
    if (perScenario.length !== this.summaries.length)
      throw new RangeError(`${perScenario.length} results for ${this.summaries.length} scenarios`);
    for (const { windows, series: values } of perScenario) {
      if (windows.length === measures.length && values.length === series.length * months.length) continue;
      throw new RangeError(
        `a replicate returned ${windows.length} windows and ${values.length} months, ` +
          `the layout has ${measures.length} and ${series.length * months.length}`,
      );
    }
  }
}

function planOf(
  scenario: Scenario,
  layout: Layout,
  coarse: ReadonlySet<string>,
  level: number,
): ContrastPlan {
  const { id, counterfactual, rebound, start, end, parameters } = scenario;
  const windows = rebound && reboundWindows(rebound.from, fullMonths(start, end));
  const note = parameterNote(parameters);
  return {
    scenarioId: id,
    referenceId: counterfactual!,
    measures: layout.measures,
    coarse,
    bars:
      rebound && windows?.second
        ? { bars: rebound.bars, before: windows.before, after: windows.second }
        : null,
    drawsDiffer: note === null,
    note,
    level,
  };
}
