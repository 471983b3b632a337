/** What is measured in each replicate of a run, from what its scenarios ask for. */
import { dayOf, type Month, monthOf } from '../model/calendar.js';
import type { Geography } from '../model/geography.js';
import { type Location, locationsOf } from '../model/locations.js';
import { TARGETS } from '../model/targets.js';
import type { Scenario } from '../scenarios/scenario.js';
import { type Layout, type Measure, type Window, windowOf } from './layout.js';
import { allProbes, probeKey } from './probes.js';
import { reboundProbes } from './rebound-plan.js';
import { fullMonths, monthOne, reboundWindows } from './rebound-windows.js';

/** First and last year of the model's calendar. */
const YEARS = 16;

/**
 * The layout that all scenarios of a run share.
 *
 * Measures: every target at every location (national ones first, then zones, then regions) over every calendar
 * year and the half-year 2023-01/2023-06 that are fully inside the run, for each `rebound` the six months before
 * it, months 1–12 and months 13–24 after it as far as they are inside, and the whole run. Claimed attacks in
 * Afghanistan over the windows of a rebound are measured whether or not they are among the targets.
 *
 * Series: every target at every location of the resolutions that `outputs.quantiles` names, for every month.
 *
 * Probes: what assertions, stopping rules and rebounds of any of the scenarios need.
 *
 * @throws RangeError for no scenario, or for scenarios that do not start and end on the same days
 */
export function layoutOf(scenarios: readonly Scenario[], geography: Geography): Layout {
  const [first] = scenarios;
  if (!first) throw new RangeError('a layout needs at least one scenario');
  for (const { id, start, end } of scenarios) {
    if (start === first.start && end === first.end) continue;
    throw new RangeError(
      `${id} runs from ${start} to ${end}, but ${first.id} from ${first.start} to ${first.end}: ` +
        'scenarios of one run share their days',
    );
  }
  const run = windowOf(monthOf(dayOf(first.start)), monthOf(dayOf(first.end)) + 1);
  const targets = TARGETS.map((target) => target.id).filter((id) =>
    scenarios.some((scenario) => scenario.outputs.targets.includes(id)),
  );
  const windows = windowsOf(scenarios, run);
  const locations = locationsOf(geography);
  const quantiles = locations.filter(({ resolution }) =>
    scenarios.some((scenario) => scenario.outputs.quantiles.includes(resolution)),
  );
  return {
    measures: [
      ...locations.flatMap((location) => across(targets, location, windows)),
      ...(targets.includes('attacks') ? [] : forBars(scenarios)),
    ],
    months: Array.from({ length: run.to - run.from }, (_, at) => windowOf(run.from + at, run.from + at + 1)),
    series: quantiles.flatMap(({ id }) => targets.map((target) => ({ target, location: id }))),
    probes: unique(
      [...allProbes(scenarios, geography), ...reboundProbes(scenarios)].map((probe) => [
        probeKey(probe),
        probe,
      ]),
    ),
  };
}

function across(targets: readonly string[], location: Location, windows: readonly Window[]): Measure[] {
  return targets.flatMap((target) => windows.map((window) => ({ target, location: location.id, window })));
}

function windowsOf(scenarios: readonly Scenario[], run: Window): Window[] {
  const { start, end } = scenarios[0]!;
  const full = fullMonths(start, end);
  const windows: Window[] = [];
  const whole = (from: Month, to: Month): void => {
    if (from >= full.from && to <= full.to) windows.push(windowOf(from, to));
  };
  for (let year = 0; year < YEARS; year++) whole(12 * year, 12 * year + 12);
  whole(36, 42);
  for (const { rebound } of scenarios) {
    if (!rebound) continue;
    const [month, one] = [monthOf(dayOf(rebound.from)), monthOne(rebound.from)];
    for (const [from, to] of [
      [month - 6, month],
      [one, one + 12],
      [one + 12, one + 24],
    ] as const) {
      const [inside, until] = [Math.max(from, full.from), Math.min(to, full.to)];
      if (inside < until) windows.push(windowOf(inside, until));
    }
  }
  return unique([...windows, run].map((window) => [window.id, window]));
}

/** Claims behind the bars of a rebound, where `attacks` is not a target. */
function forBars(scenarios: readonly Scenario[]): Measure[] {
  const windows = scenarios.flatMap(({ rebound, start, end }) =>
    rebound ? Object.values(reboundWindows(rebound.from, fullMonths(start, end))) : [],
  );
  const inside = windows.filter((window) => window !== null);
  return unique(inside.map((window) => [window.id, window])).map((window) => ({
    target: 'attacks',
    location: 'afghanistan',
    window,
  }));
}

/** Each key once, where it stands first. */
function unique<Of>(entries: readonly (readonly [string, Of])[]): Of[] {
  return [...new Map(entries).values()];
}
