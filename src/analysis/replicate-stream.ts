/** Replicates of both sides, one after another, with measures rebuilt from their monthly values. */
import { monthName, monthNumber } from '../model/calendar.js';
import { TARGET_IDS, targetOf } from '../model/targets.js';
import type { FinishedRun } from '../results/finished-run.js';
import { CompareError } from './compare-error.js';
import type { Measure } from './layout.js';
import type { Coded, Series } from './replicate-store.js';
import type { Side, Sides } from './sides.js';
import type { PairAddress } from './tabulator.js';
import type { Workspace } from './workspace.js';

export interface Replicate {
  readonly address: PairAddress;
  /** A value for each measure; NaN = missing. */
  readonly values: Float64Array;
}

/** What the replicates of a scenario hold. */
export interface Stored {
  readonly places: ReadonlySet<string>;
  readonly locations: ReadonlySet<string>;
  readonly months: readonly string[];
}

/** A target at a location, as one key. */
export function placeOf(target: string, location: string): string {
  return `${target} ${location}`;
}

/** Months of a flow sum up and those of a stock average; other targets are known month by month only. */
export function isRebuildable({ target, window }: Measure): boolean {
  const { aggregation } = targetOf(target);
  return aggregation === 'flow' || aggregation === 'stock' || window.to - window.from === 1;
}

export async function storedIn({ source, scenarioId }: Side, workspace: Workspace): Promise<Stored> {
  if (source.run && source.own) return storedInRun(source.run);
  const { series, months } = await workspace.store(source);
  const known = series.filter(
    ({ scenario, target }) => scenario === scenarioId && TARGET_IDS.includes(target),
  );
  return {
    places: new Set(known.map(({ target, location }) => placeOf(target, location))),
    locations: new Set(known.map(({ location }) => location)),
    months,
  };
}

/** From the first replicate of a run: all have the same places and months. */
async function storedInRun(run: FinishedRun): Promise<Stored> {
  const [places, locations, months] = [new Set<string>(), new Set<string>(), new Set<string>()];
  let first: PairAddress | null = null;
  reading: for await (const rows of run.trajectories()) {
    for (const row of rows) {
      const address = {
        explanation: row.explanation,
        draw: row.run_grouping,
        replicate: row.stochastic_run,
      };
      first ??= address;
      if (orderOf(first, address) !== 0) break reading;
      places.add(placeOf(row.target, row.location));
      locations.add(row.location);
      months.add(row.month);
    }
  }
  return { places, locations, months: [...months] };
}

/** Month numbers that both sides have, ascending. */
export async function monthsOfBoth({ scenario, reference, workspace }: Sides): Promise<number[]> {
  const [own, other] = [await storedIn(scenario, workspace), await storedIn(reference, workspace)];
  return own.months.filter((month) => other.months.includes(month)).map(monthNumber);
}

/** The series that both sides have, under the same numbers. */
export async function codedSeries(sides: Sides): Promise<[Coded[], Coded[]]> {
  const [own, other] = [
    await seriesOf(sides.scenario, sides.workspace),
    await seriesOf(sides.reference, sides.workspace),
  ];
  const shared = [...own.keys()].filter((key) => other.has(key));
  const numbers = (names: readonly string[]): Map<string, number> =>
    new Map([...new Set(names)].sort().map((name, at) => [name, at]));
  const explanations = numbers(shared.map((key) => own.get(key)!.explanation));
  const places = numbers(
    shared.map((key) => placeOf(own.get(key)!.series.target, own.get(key)!.series.location)),
  );
  const coded = (of: typeof own): Coded[] =>
    shared.map((key) => {
      const { series, explanation } = of.get(key)!;
      return {
        series,
        explanation: explanations.get(explanation)!,
        place: places.get(placeOf(series.target, series.location))!,
      };
    });
  return [coded(own), coded(other)];
}

/** Series of a side by explanation and place. */
async function seriesOf(
  { source, scenarioId, explanation }: Side,
  workspace: Workspace,
): Promise<Map<string, { readonly series: Series; readonly explanation: string }>> {
  const { series } = await workspace.store(source);
  return new Map(
    series
      .filter(({ scenario }) => scenario === scenarioId)
      .map((of) => {
        const name = explanation ?? of.explanation;
        return [`${name} ${placeOf(of.target, of.location)}`, { series: of, explanation: name }];
      }),
  );
}

/**
 * Replicates by explanation, draw and replicate. Windows must be rebuildable. A measure is missing in a replicate
 * that lacks one of its months, or its value.
 *
 * @throws CompareError for two rows with the same key
 */
export async function* replicatesOf(
  side: Side,
  workspace: Workspace,
  measures: readonly Measure[],
): AsyncGenerator<Replicate> {
  const covering = coverage(measures);
  const places = [...covering.keys()];
  const series = [...(await seriesOf(side, workspace)).values()].filter(({ series }) =>
    covering.has(placeOf(series.target, series.location)),
  );
  const explanations = [...new Set(series.map(({ explanation }) => explanation))].sort();
  const coded = series.map((of) => ({
    series: of.series,
    explanation: explanations.indexOf(of.explanation),
    place: places.indexOf(placeOf(of.series.target, of.series.location)),
  }));
  const months = new Set([...covering.values()].flatMap((of) => [...of.keys()]));
  const store = await workspace.store(side.source);
  const engine = await workspace.engine();
  const rows = `${await store.select(coded, months)} ORDER BY explanation, draw, replicate, month, place`;
  const byPlace = places.map((place) => covering.get(place)!);
  const lengths = measures.map(({ window }) => window.to - window.from);
  let current: Replicate | null = null;
  let seen = new Uint16Array(measures.length);
  const finished = ({ address, values }: Replicate): Replicate => {
    for (const [index, { target }] of measures.entries()) {
      if (seen[index] !== lengths[index]) values[index] = NaN;
      else if (targetOf(target).aggregation === 'stock') values[index]! /= lengths[index]!;
    }
    return { address, values };
  };
  const last = { explanation: -1, draw: -1, replicate: -1, month: -1, place: -1 };
  for await (const chunk of engine.chunks(rows)) {
    const [e, p, d, r, m, v] = [0, 1, 2, 3, 4, 5].map((column) => chunk.getColumnVector(column));
    const { rowCount } = chunk;
    for (let row = 0; row < rowCount; row++) {
      const explanation = e!.getItem(row) as number;
      const [draw, replicate] = [d!.getItem(row) as number, r!.getItem(row) as number];
      const [month, place] = [m!.getItem(row) as number, p!.getItem(row) as number];
      const isSame = explanation === last.explanation && draw === last.draw && replicate === last.replicate;
      if (!current || !isSame) {
        if (current) yield finished(current);
        const address = { explanation: explanations[explanation]!, draw, replicate };
        current = { address, values: new Float64Array(measures.length) };
        seen = new Uint16Array(measures.length);
      } else if (month === last.month && place === last.place) {
        throw twice(side, current.address, places[place]!, month);
      }
      [last.explanation, last.draw, last.replicate] = [explanation, draw, replicate];
      [last.month, last.place] = [month, place];
      for (const index of byPlace[place]!.get(month) ?? []) {
        current.values[index]! += (v!.getItem(row) as number | null) ?? NaN;
        seen[index]!++;
      }
    }
  }
  if (current) yield finished(current);
}

/** Negative, 0 or positive: explanation by code units, then draw, then replicate. */
export function orderOf(a: PairAddress, b: PairAddress): number {
  if (a.explanation !== b.explanation) return a.explanation < b.explanation ? -1 : 1;
  return a.draw - b.draw || a.replicate - b.replicate;
}

/** By place and month, the measures that the month is part of. */
function coverage(measures: readonly Measure[]): Map<string, Map<number, number[]>> {
  const covering = new Map<string, Map<number, number[]>>();
  for (const [index, { target, location, window }] of measures.entries()) {
    const place = placeOf(target, location);
    const months = covering.get(place) ?? new Map<number, number[]>();
    covering.set(place, months);
    for (let month = window.from; month < window.to; month++) {
      const held = months.get(month);
      if (held) held.push(index);
      else months.set(month, [index]);
    }
  }
  return covering;
}

function twice({ source }: Side, address: PairAddress, place: string, month: number): CompareError {
  const { explanation, draw, replicate } = address;
  const lacking = ['stochastic_run', 'run_grouping', 'scenario_id', 'explanation'].filter(
    (name) => !source.file.has(name),
  );
  const hint =
    lacking.length > 0
      ? `expected a column that tells them apart: ${lacking.join(', ')}`
      : 'expected each replicate, target, location and month once';
  return new CompareError(
    `${source.name} has two rows for ${place} in ${monthName(month)} at ${explanation}:${draw}:${replicate}\n${hint}`,
  );
}
