/**
 * Folds replicates, one address after another, into the rows of the tables that are counted from them. Memory grows
 * neither with replicates nor with draws: sketches and sums of one explanation, let go when the next one starts. Two
 * things are kept for each draw, both about the headline: counts of claims for the bars, and, where parameters differ
 * between draws, means of draws. Of a first thousand pairs it is kept when they reach any bar (`LevelBefore`).
 */
import { isExplanation } from '../model/explanations.js';
import type { Geography } from '../model/geography.js';
import { locationsOf } from '../model/locations.js';
import type { RowOf } from '../results/columns.js';
import type { ParameterSource, Scenario } from '../scenarios/scenario.js';
import { checkLevel } from '../statistics/interval.js';
import { assumedEffects, assumedNote, joined } from './assumed-effects.js';
import { CheckTable, type StopState } from './check-table.js';
import { type Average, EQUAL } from './averages.js';
import type { ContrastPlan } from './contrast.js';
import { ContrastTable } from './contrast-table.js';
import { Convergence } from './convergence.js';
import type { Layout, Window } from './layout.js';
import { QuantileTable } from './quantile-table.js';
import { reboundPlan } from './rebound-plan.js';
import { ReboundTable } from './rebound-table.js';
import { fullMonths, reboundWindows } from './rebound-windows.js';
import { choicesOf, RegretTable } from './regret-table.js';
import { SummaryTable } from './summary-table.js';
import { VarianceTable } from './variance-table.js';

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

/** The rows of a finished run, table by table, each in the order of its key. */
export interface Tables {
  readonly summary: readonly RowOf<'summary'>[];
  readonly quantiles: readonly RowOf<'quantiles'>[];
  readonly contrasts: readonly RowOf<'contrasts'>[];
  readonly convergence: readonly RowOf<'convergence'>[];
  readonly checks: readonly RowOf<'checks'>[];
  readonly survival: readonly RowOf<'survival'>[];
  readonly regret: readonly RowOf<'regret'>[];
  readonly variance: readonly RowOf<'variance'>[];
}

interface Paired<Table> {
  readonly of: Table;
  readonly own: number;
  readonly other: number;
}

/** What a run measures, and of which scenarios. */
export interface TabulatorOptions {
  readonly scenarios: readonly Scenario[];
  readonly geography: Geography;
  readonly layout: Layout;
  /** Level of all intervals; 0.9 if not given. */
  readonly level?: number;
  /** Explanations take turns, so that all stay open until the end; else one follows another. */
  readonly interleaved?: boolean;
  /** Averages over explanations; `equal` alone if not given. */
  readonly averages?: readonly Average[];
}

/** What sentences say about parameters that are the same in all draws; `null` where draws differ. */
export function parameterNote(source: ParameterSource): string | null {
  if (source.kind === 'point') return 'one parameter set, the centre of the posterior';
  return source.kind === 'file' && source.form === 'set' ? 'one parameter set from a file' : null;
}

/** Makes the tables of a run from the measures of its replicates, which it takes in key order. */
export class Tabulator {
  private readonly layout: Layout;
  private readonly summaries: readonly SummaryTable[];
  private readonly quantiles: readonly QuantileTable[];
  /** What takes in pairs: a scenario's measures and its reference's, by their numbers. */
  private readonly contrasts: readonly Paired<ContrastTable>[];
  private readonly convergences: readonly Paired<Convergence>[];
  private readonly variances: readonly Paired<VarianceTable>[];
  /** Takes in probes. */
  private readonly rebounds: readonly Paired<ReboundTable>[];
  private readonly regrets: readonly RegretTable[];
  private readonly checks: CheckTable;
  private readonly interleaved: boolean;
  /** The last address of each explanation that is open. */
  private readonly last = new Map<string, PairAddress>();
  private current: string | null = null;

  /** @throws RangeError unless 0 < level < 1, and for a measure at a location that the geography does not have */
  constructor({
    scenarios,
    geography,
    layout,
    level = 0.9,
    interleaved = false,
    averages = [EQUAL],
  }: TabulatorOptions) {
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
    this.summaries = scenarios.map(({ id }) => new SummaryTable(id, layout.measures, averages));
    this.quantiles = scenarios.map(({ id }) => new QuantileTable(id, layout, averages));
    const sides = scenarios.map((scenario, own) => {
      const other = scenarios.findIndex(({ id }) => id === scenario.counterfactual);
      return { scenario, own, other };
    });
    const pairs = sides.filter(({ other }) => other >= 0);
    this.contrasts = pairs.map(({ scenario, own, other }) => ({
      of: new ContrastTable(planOf(scenario, scenarios[other]!, layout, coarse, level), averages),
      own,
      other,
    }));
    this.convergences = pairs.flatMap(({ scenario, own, other }) => {
      const of = Convergence.of(scenario.id, layout.measures, headlineOf(scenario), level);
      return of ? [{ of, own, other }] : [];
    });
    this.variances = sides.map(({ scenario, own, other }) => {
      const of = new VarianceTable(scenario.id, layout.measures, headlineOf(scenario), other >= 0, level);
      return { of, own, other: other < 0 ? own : other };
    });
    this.rebounds = sides.flatMap(({ scenario, own, other }) => {
      const rebound = reboundPlan(scenario, layout.probes);
      if (!rebound) return [];
      const reference = scenarios[other] ?? null;
      const plan = { ...toldOf(scenario, reference), rebound, level };
      return [{ of: new ReboundTable(plan, averages), own, other: other < 0 ? own : other }];
    });
    const ids = scenarios.map(({ id }) => id);
    this.regrets = choicesOf(scenarios).map((choice) => new RegretTable(choice, ids, layout.measures, level));
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
    for (const { of, own, other } of [...this.contrasts, ...this.convergences, ...this.variances]) {
      of.add(explanation, draw, perScenario[own]!.windows, perScenario[other]!.windows);
    }
    for (const { of, own, other } of this.rebounds) {
      of.add(explanation, draw, perScenario[own]!.probes, perScenario[other]!.probes);
    }
    const windows = perScenario.map((measured) => measured.windows);
    for (const table of this.regrets) table.add(explanation, draw, windows);
  }

  /** Whether the rule to stop holds in every scenario and explanation so far; see `check-table.ts`. */
  stopping(explanations: readonly string[]): StopState | null {
    return this.checks.stopping(explanations);
  }

  /** All rows, not sorted. Nothing may be added afterwards. @param explanations those that were to be run */
  finish(explanations: readonly string[]): Tables {
    for (const explanation of [...this.last.keys()].sort()) this.close(explanation);
    const rebounds = this.rebounds.map(({ of }) => of.finish());
    return {
      summary: this.summaries.flatMap((table) => table.finish()),
      quantiles: this.quantiles.flatMap((table) => table.finish()),
      contrasts: this.contrasts
        .flatMap(({ of }) => of.finish())
        .concat(rebounds.flatMap((of) => of.contrasts)),
      convergence: this.convergences.flatMap(({ of }) => of.finish()),
      checks: this.checks.finish(explanations),
      survival: rebounds.flatMap(({ survival }) => survival),
      regret: this.regrets.flatMap((table) => table.finish()),
      variance: this.variances.flatMap(({ of }) => of.finish()),
    };
  }

  private close(explanation: string): void {
    for (const table of [...this.summaries, ...this.quantiles, ...this.regrets]) table.close(explanation);
    const paired = [...this.contrasts, ...this.convergences, ...this.variances, ...this.rebounds];
    for (const { of } of paired) of.close(explanation);
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

/** Months 1–12 and 13–24 after a scenario begins to differ, as far as they are inside the run. */
function headlineOf({ rebound, start, end }: Scenario): Window[] {
  if (!rebound) return [];
  const { first, second } = reboundWindows(rebound.from, fullMonths(start, end));
  return [first, second].filter((window) => window !== null);
}

/** Who is compared, and what is said with it; `reference` is `null` where the run has no counterfactual of it. */
function toldOf(scenario: Scenario, reference: Scenario | null) {
  const alike = parameterNote(scenario.parameters);
  const effects = assumedEffects(scenario.forcingRows, reference?.forcingRows ?? []);
  return {
    scenarioId: scenario.id,
    referenceId: reference?.id ?? null,
    drawsDiffer: alike === null,
    note: joined([alike, assumedNote(effects)]),
  };
}

function planOf(
  scenario: Scenario,
  reference: Scenario,
  layout: Layout,
  coarse: ReadonlySet<string>,
  level: number,
): ContrastPlan {
  const { rebound, start, end } = scenario;
  const windows = rebound && reboundWindows(rebound.from, fullMonths(start, end));
  return {
    ...toldOf(scenario, reference),
    referenceId: reference.id,
    measures: layout.measures,
    coarse,
    bars:
      rebound && windows?.second
        ? { bars: rebound.bars, before: windows.before, after: windows.second }
        : null,
    headline: headlineOf(scenario),
    level,
  };
}
