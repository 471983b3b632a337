/** What is read of each replicate to tell when claims return: which bars, at which places, over which months. */
import { dayOf, monthOf } from '../model/calendar.js';
import { ZONES } from '../model/geography.js';
import type { Bar, Scenario } from '../scenarios/scenario.js';
import { type Probe, type Window, windowOf } from './layout.js';
import { probeKey } from './probes.js';
import { fullMonths, monthOne, reboundWindows } from './rebound-windows.js';

/** Months after the change over which the restricted mean and the share that rebounds are taken. */
export const HORIZON = 24;

/** A bar at a place. */
export interface BarAt {
  readonly location: string;
  readonly bar: Bar;
}

/** Where the values of one place stand among the probes of a replicate. */
export interface PlaceAt {
  readonly location: string;
  /** Claims over the six months before the change; −1 where these are not all inside the run. */
  readonly before: number;
  /** Expected claims of the last months before the change, as many as `rebound.months`; empty as above. */
  readonly expectedBefore: readonly number[];
  /** Expected claims of each month after it. */
  readonly expected: readonly number[];
}

export interface ReboundPlan {
  /** Months in a row that expected claims must stand at a bar. */
  readonly held: number;
  /** Full months after the change, to the end of the run. */
  readonly months: Window;
  /** The first of `months`, 24 at most. */
  readonly within: Window;
  readonly bars: readonly BarAt[];
  readonly places: readonly PlaceAt[];
  /** Cells everywhere at the end of each month. */
  readonly cells: readonly number[];
}

interface Asked {
  readonly before: Window | null;
  readonly lastBefore: Window | null;
  readonly months: Window;
}

/**
 * Figures of bars are Afghanistan's, so that a zone is held against twice its own level only: 7 or 11 claims a month
 * in one zone would be another question.
 */
function barsOf({ bars }: NonNullable<Scenario['rebound']>): BarAt[] {
  return [
    ...bars.map((bar) => ({ location: 'afghanistan', bar })),
    ...(bars.includes('twice-before') ? ZONES : []).map((location) => ({
      location,
      bar: 'twice-before' as const,
    })),
  ];
}

/** The probes that the rebounds of any of the scenarios need, each once. */
export function reboundProbes(scenarios: readonly Scenario[]): Probe[] {
  const found = new Map<string, Probe>();
  for (const scenario of scenarios) {
    const asked = askedOf(scenario);
    if (!asked || !scenario.rebound) continue;
    const locations = new Set(barsOf(scenario.rebound).map(({ location }) => location));
    const probes = [...locations].flatMap((location) => [
      ...(asked.before ? [probeOf('attacks', location, asked.before)] : []),
      ...(asked.lastBefore ? monthsOf(asked.lastBefore) : []).map((month) => expectedIn(location, month)),
      ...monthsOf(asked.months).map((month) => expectedIn(location, month)),
    ]);
    for (const probe of [...probes, ...monthsOf(asked.months).map(cellsIn)])
      found.set(probeKey(probe), probe);
  }
  return [...found.values()];
}

/**
 * Where a scenario's rebound finds its values; `null` without a rebound, where fewer months follow the change than
 * must be held, and where a replicate has no such probes.
 */
export function reboundPlan(scenario: Scenario, probes: readonly Probe[]): ReboundPlan | null {
  const asked = askedOf(scenario);
  if (!asked || !scenario.rebound) return null;
  const { before, lastBefore, months } = asked;
  const places = new Map(probes.map((probe, at) => [probeKey(probe), at]));
  const at = (probe: Probe): number => places.get(probeKey(probe)) ?? -1;
  const bars = barsOf(scenario.rebound).filter(({ bar }) => bar !== 'twice-before' || before !== null);
  const plan: ReboundPlan = {
    held: scenario.rebound.months,
    months,
    within: windowOf(months.from, Math.min(months.to, months.from + HORIZON)),
    bars,
    places: [...new Set(bars.map(({ location }) => location))].map((location) => ({
      location,
      before: before ? at(probeOf('attacks', location, before)) : -1,
      expectedBefore: lastBefore ? monthsOf(lastBefore).map((month) => at(expectedIn(location, month))) : [],
      expected: monthsOf(months).map((month) => at(expectedIn(location, month))),
    })),
    cells: monthsOf(months).map((month) => at(cellsIn(month))),
  };
  return [...plan.cells, ...plan.places.flatMap(({ expected }) => expected)].every((index) => index >= 0)
    ? plan
    : null;
}

function askedOf({ rebound, start, end }: Scenario): Asked | null {
  if (!rebound) return null;
  const full = fullMonths(start, end);
  const [month, one] = [monthOf(dayOf(rebound.from)), monthOne(rebound.from)];
  if (one < full.from || full.to - one < rebound.months) return null;
  const last = month - rebound.months;
  return {
    before: reboundWindows(rebound.from, full).before,
    lastBefore: last >= full.from ? windowOf(last, month) : null,
    months: windowOf(one, full.to),
  };
}

function monthsOf({ from, to }: Window): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

function probeOf(target: string, location: string, window: Window): Probe {
  return { reduce: 'window', places: [{ target, location }], window };
}

function expectedIn(location: string, month: number): Probe {
  return probeOf('attacks_expected', location, windowOf(month, month + 1));
}

function cellsIn(month: number): Probe {
  return probeOf('cells', 'all', windowOf(month, month + 1));
}
