/** Replicates of a finished run, one after another, with measures rebuilt from their monthly trajectories. */
import { monthName } from '../model/calendar.js';
import { targetOf } from '../model/targets.js';
import type { FinishedRun } from '../results/finished-run.js';
import type { Measure } from './layout.js';
import type { Side } from './sides.js';
import type { PairAddress } from './tabulator.js';

export interface Replicate {
  readonly address: PairAddress;
  /** A value for each measure; NaN = missing. */
  readonly values: Float64Array;
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

/** What the trajectories of a run hold, from its first replicate: all have the same places and months. */
export async function storedIn(run: FinishedRun): Promise<{
  readonly places: ReadonlySet<string>;
  readonly locations: ReadonlySet<string>;
  readonly months: readonly string[];
}> {
  const [places, locations, months] = [new Set<string>(), new Set<string>(), new Set<string>()];
  let first: PairAddress | null = null;
  reading: for await (const rows of run.trajectories()) {
    for (const row of rows) {
      const address = addressOf(row);
      first ??= address;
      if (orderOf(first, address) !== 0) break reading;
      places.add(placeOf(row.target, row.location));
      locations.add(row.location);
      months.add(row.month);
    }
  }
  return { places, locations, months: [...months] };
}

/** Replicates in key order. Windows must be rebuildable, and their targets and locations stored. */
export async function* replicatesOf(
  { run, scenarioId }: Side,
  measures: readonly Measure[],
): AsyncGenerator<Replicate> {
  const covering = coverage(measures);
  const filter = {
    scenario_id: scenarioId,
    locations: new Set(measures.map(({ location }) => location)),
    targets: new Set(measures.map(({ target }) => target)),
  };
  let current: Replicate | null = null;
  for await (const rows of run.trajectories(filter)) {
    for (const row of rows) {
      const address = addressOf(row);
      if (!current || orderOf(current.address, address) !== 0) {
        if (current) yield averaged(current, measures);
        current = { address, values: new Float64Array(measures.length) };
      }
      const at = covering.get(placeOf(row.target, row.location))?.get(row.month);
      for (const index of at ?? []) current.values[index]! += row.value ?? NaN;
    }
  }
  if (current) yield averaged(current, measures);
}

/** Negative, 0 or positive: explanation by code units, then draw, then replicate. */
export function orderOf(a: PairAddress, b: PairAddress): number {
  if (a.explanation !== b.explanation) return a.explanation < b.explanation ? -1 : 1;
  return a.draw - b.draw || a.replicate - b.replicate;
}

/** By place and month, the measures that the month is part of. */
function coverage(measures: readonly Measure[]): Map<string, Map<string, number[]>> {
  const covering = new Map<string, Map<string, number[]>>();
  for (const [index, { target, location, window }] of measures.entries()) {
    const place = placeOf(target, location);
    const months = covering.get(place) ?? new Map<string, number[]>();
    covering.set(place, months);
    for (let month = window.from; month < window.to; month++) {
      const name = monthName(month);
      const held = months.get(name);
      if (held) held.push(index);
      else months.set(name, [index]);
    }
  }
  return covering;
}

function averaged(replicate: Replicate, measures: readonly Measure[]): Replicate {
  for (const [index, { target, window }] of measures.entries()) {
    if (targetOf(target).aggregation === 'stock') replicate.values[index]! /= window.to - window.from;
  }
  return replicate;
}

function addressOf(row: TrajectoryRow): PairAddress {
  return { explanation: row.explanation, draw: row.run_grouping, replicate: row.stochastic_run };
}

type TrajectoryRow =
  ReturnType<FinishedRun['trajectories']> extends AsyncGenerator<(infer Row)[]> ? Row : never;
