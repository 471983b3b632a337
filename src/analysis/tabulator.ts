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
import { assumedEffects, assumedNote, joined } from './assumed-effects.js';
import { CheckTable, type StopState } from './check-table.js';
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
  /** `layout.probes.length` values. */
  readonly probes: ArrayLike<number>;
}

export interface Tables {
  readonly summary: readonly RowOf<'summary'>[];
  readonly quantiles: readonly RowOf<'quantiles'>[];
  readonly contrasts: readonly RowOf<'contrasts'>[];
  readonly convergence: readonly RowOf<'convergence'>[];
  readonly checks: readonly RowOf<'checks'>[];
}

export interface TabulatorOptions {
  readonly scenarios: readonly Scenario[];
  readonly geography: Geography;
  readonly layout: Layout;
  /** Level of all intervals; 0.9 if not given. */
  readonly level?: number;
  /** Explanations take turns, so that all stay open until the end; else one follows another. */
  readonly interleaved?: boolean;
}

/** What sentences say about parameters that are the same in all draws; `null` where draws differ. */
export function parameterNote(source: ParameterSource): string | null {
  if (source.kind === 'point') return 'one parameter set, the centre of the posterior';
  return source.kind === 'file' && source.form === 'set' ? 'one parameter set from a file' : null;
}

export class Tabulator {
  private readonly layout: Layout;
  private readonly summaries: readonly SummaryTable[];
  private readonly quantiles: readonly QuantileTable[];
  private readonly contrasts: readonly { table: ContrastTable; own: number; other: number }[];
  private readonly convergences: readonly { of: Convergence; own: number; other: number }[];
  private readonly checks: CheckTable;
  private readonly interleaved: boolean;
  /** The last address of each explanation that is open. */
  private readonly last = new Map<string, PairAddress>();
  private current: string | null = null;

  /** @throws RangeError unless 0 < level < 1, and for a measure at a location that the geography does not have */
  constructor({ scenarios, geography, layout, level = 0.9, interleaved = false }: TabulatorOptions) {
    checkLevel(level);
    this.layout = layout;
    this.interleaved = interleaved;
    const locations = new Map(locationsOf(geography).map(({ id, resolution }) => [id, resolution]));
    for (const { location } of layout.measures) {
      if (!locations.has(location))
        throw new RangeError(`the layout measures at "${location}", which is no location`);
    }
    const coarse = new Set([...locations].filter(([, at]) => at !== 'region').map(([id]) => id));
    this.checks = new CheckTable(scenarios, geography, layout.probes, level);
    this.summaries = scenarios.map(({ id }) => new SummaryTable(id, layout.measures));
    this.quantiles = scenarios.map(({ id }) => new QuantileTable(id, layout));
    const pairs = scenarios.flatMap((scenario, own) => {
      const other = scenarios.findIndex(({ id }) => id === scenario.counterfactual);
      return other < 0 ? [] : [{ scenario, own, other }];
    });
    this.contrasts = pairs.map(({ scenario, own, other }) => ({
      table: new ContrastTable(planOf(scenario, scenarios[other]!, layout, coarse, level)),
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
   * @param address comes after the one before: draws, then replicates; explanations in code-unit order unless they
   *   are interleaved
   * @param perScenario in the order of `scenarios`
   * @throws RangeError for an address out of order, for another number of scenarios or values
   */
  add(address: PairAddress, perScenario: readonly Measured[]): void {
    this.checkOrder(address);
    this.checkSizes(perScenario);
    const { explanation, draw } = address;
    if (!this.interleaved && this.current !== null && this.current !== explanation) this.close(this.current);
    this.current = explanation;
    this.last.set(explanation, address);
    for (const [at, { windows, series, probes }] of perScenario.entries()) {
      this.summaries[at]!.add(explanation, draw, windows);
      this.quantiles[at]!.add(explanation, series);
      this.checks.add(at, explanation, draw, probes);
    }
    for (const { table, own, other } of this.contrasts) {
      table.add(explanation, draw, perScenario[own]!.windows, perScenario[other]!.windows);
    }
    for (const { of, own, other } of this.convergences) {
      of.add(explanation, draw, perScenario[own]!.windows, perScenario[other]!.windows);
    }
  }

  /** Whether the rule to stop holds in every scenario and explanation so far; see {@link CheckTable.stopping}. */
  stopping(explanations: readonly string[]): StopState | null {
    return this.checks.stopping(explanations);
  }

  /** All rows, not sorted. Nothing may be added afterwards. @param explanations those that were to be run */
  finish(explanations: readonly string[]): Tables {
    for (const explanation of [...this.last.keys()].sort()) this.close(explanation);
    return {
      summary: this.summaries.flatMap((table) => table.finish()),
      quantiles: this.quantiles.flatMap((table) => table.finish()),
      contrasts: this.contrasts.flatMap(({ table }) => table.finish()),
      convergence: this.convergences.flatMap(({ of }) => of.finish()),
      checks: this.checks.finish(explanations),
    };
  }

  private close(explanation: string): void {
    for (const table of [...this.summaries, ...this.quantiles]) table.close(explanation);
    for (const { table } of this.contrasts) table.close(explanation);
    for (const { of } of this.convergences) of.close(explanation);
  }

  private checkOrder({ explanation, draw, replicate }: PairAddress): void {
    if (!isExplanation(explanation)) throw new RangeError(`unknown explanation "${explanation}"`);
    const { current, last } = this;
    if (current === null) return;
    const own = last.get(explanation);
    const isNext = own
      ? this.interleaved || current === explanation
      : this.interleaved || explanation > current;
    const later = !own || draw > own.draw || (draw === own.draw && replicate > own.replicate);
    if (isNext && later) return;
    const { explanation: of, draw: on, replicate: at } = own && isNext ? own : last.get(current)!;
    throw new RangeError(`${explanation}:${draw}:${replicate} comes after ${of}:${on}:${at}, out of order`);
  }

  private checkSizes(perScenario: readonly Measured[]): void {
    const { measures, series, months, probes: probed } = this.layout;
    if (perScenario.length !== this.summaries.length)
      throw new RangeError(`${perScenario.length} results for ${this.summaries.length} scenarios`);
    const expected = [measures.length, series.length * months.length, probed.length];
    for (const { windows, series: values, probes } of perScenario) {
      const given = [windows.length, values.length, probes.length];
      if (given.every((length, at) => length === expected[at])) continue;
      throw new RangeError(
        `a replicate returned ${given.join(', ')} windows, months and probes, the layout has ${expected.join(', ')}`,
      );
    }
  }
}

function planOf(
  scenario: Scenario,
  reference: Scenario,
  layout: Layout,
  coarse: ReadonlySet<string>,
  level: number,
): ContrastPlan {
  const { id, counterfactual, rebound, start, end, parameters } = scenario;
  const windows = rebound && reboundWindows(rebound.from, fullMonths(start, end));
  const alike = parameterNote(parameters);
  const effects = assumedEffects(scenario.forcingRows, reference.forcingRows);
  return {
    scenarioId: id,
    referenceId: counterfactual!,
    measures: layout.measures,
    coarse,
    bars:
      rebound && windows?.second
        ? { bars: rebound.bars, before: windows.before, after: windows.second }
        : null,
    drawsDiffer: alike === null,
    note: joined([alike, assumedNote(effects)]),
    level,
  };
}
