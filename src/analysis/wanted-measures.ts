/** What is to be compared: targets at locations over windows, of those that both sides have. */
import { type Month, monthNumber } from '../model/calendar.js';
import { ZONES } from '../model/geography.js';
import { KINDS, targetOf } from '../model/targets.js';
import type { RowOf } from '../results/columns.js';
import { didYouMean } from '../scenarios/nearest.js';
import { CompareError } from './compare-error.js';
import { type Measure, windowOf } from './layout.js';
import { windowsIn } from './layout-of.js';
import { isRebuildable, placeOf, type Stored } from './replicate-stream.js';
import type { Side, Sides } from './sides.js';

/** What a comparison can be broken down by. */
export const BY = ['month', 'zone', 'region', 'kind'] as const;
/** One of the ways to break a comparison down. */
export type By = (typeof BY)[number];

/** What to compare: targets, and by what to break them down. */
export interface CompareOptions {
  /** Targets to compare; all that both sides have if not given. */
  readonly targets?: readonly string[];
  readonly by?: By;
  /** Level of the intervals, 0.9 if not given. */
  readonly level?: number;
}

const NATIONAL: readonly string[] = ['afghanistan', 'all'];
/** Locations coarse enough for a ratio of means: national ones and zones. */
export const COARSE: ReadonlySet<string> = new Set([...NATIONAL, ...ZONES]);
const KIND_TARGETS = KINDS.map((kind) => `attacks_${kind.replace('-', '_')}`);

/**
 * Measures that both sides have: as the `summary.csv` of a run lists them; for files, what can be put together from
 * their months, over the windows that a run would have.
 *
 * @param stored what both sides' replicates hold
 * @param change the first month in which the sides differ, where there is one
 */
export async function measuresOf(
  { scenario, reference }: Sides,
  stored: Stored,
  change: Month | null,
): Promise<Measure[]> {
  const [own, other] = [await summarised(scenario), await summarised(reference)];
  if (own && other) return [...own].filter(([key]) => other.has(key)).map(([, measure]) => measure);
  const listed = own ?? other;
  if (!listed) return inFiles(stored, change);
  const months = new Set(stored.months.map(monthNumber));
  return [...listed.values()].filter(({ target, location, window }) => {
    const places = stored.places.has(placeOf(target, location));
    return places && monthsIn(window.from, window.to).every((month) => months.has(month));
  });
}

async function summarised({ source, scenarioId }: Side): Promise<Map<string, Measure> | null> {
  if (!source.run) return null;
  const found = new Map<string, Measure>();
  for (const { scenario_id, target, location, window: id } of await source.run.table('summary')) {
    if (scenario_id !== scenarioId) continue;
    const [from, to] = id.split('/') as [string, string];
    const window = windowOf(monthNumber(from), monthNumber(to) + 1);
    found.set(keyOf({ target, location, window: id }), { target, location, window });
  }
  return found;
}

function inFiles({ places, months }: Stored, change: Month | null): Measure[] {
  const numbers = months.map(monthNumber);
  if (numbers.length === 0) return [];
  const run = windowOf(numbers[0]!, numbers.at(-1)! + 1);
  const held = new Set(numbers);
  const changes = change === null ? [] : [{ month: change, one: change }];
  const windows = windowsIn(run, run, changes).filter(({ from, to }) =>
    monthsIn(from, to).every((month) => held.has(month)),
  );
  return [...places].flatMap((place) => {
    const [target, location] = place.split(' ') as [string, string];
    return windows.map((window) => ({ target, location, window })).filter(isRebuildable);
  });
}

function monthsIn(from: Month, to: Month): Month[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

export function selected(
  measured: readonly Measure[],
  months: readonly string[],
  stored: readonly string[],
  { targets, by }: CompareOptions,
): Measure[] {
  const known = [...new Set(measured.map(({ target }) => target))];
  const wanted = targets ?? (by === 'kind' ? known.filter((target) => KIND_TARGETS.includes(target)) : known);
  for (const target of wanted) {
    if (known.includes(target)) continue;
    const hint = didYouMean(target, known, `expected one of ${known.join(', ')}`);
    throw new CompareError(`target "${target}" is not in both runs' outputs.targets\n${hint}`);
  }
  if (known.length === 0)
    throw new CompareError('the two sides have no target at the same location in common');
  if (wanted.length === 0)
    throw new CompareError(
      `no kind of attack was measured: outputs.targets would need ${KIND_TARGETS.join(', ')}`,
    );
  if (by === 'month') {
    if (months.length === 0) throw new CompareError(needs('national'));
    return wanted.flatMap((target) =>
      months.map((month) => {
        const from = monthNumber(month);
        return { target, location: 'afghanistan', window: windowOf(from, from + 1) };
      }),
    );
  }
  const at = stored.length > 0 ? stored : NATIONAL;
  const here = (location: string): boolean => {
    if (by === 'zone') return (ZONES as readonly string[]).includes(location);
    if (by === 'region') return !COARSE.has(location);
    return by === 'kind' ? location === 'afghanistan' : at.includes(location);
  };
  return measured.filter(({ target, location }) => wanted.includes(target) && here(location));
}

/** Whether a row of a table is among what was asked for. */
export function isAsked(
  {
    target,
    location,
    window,
  }: { readonly target: string; readonly location: string; readonly window: string },
  { targets, by }: CompareOptions,
): boolean {
  if (targets && !targets.includes(target)) return false;
  switch (by) {
    case undefined:
      return true;
    case 'month':
      return location === 'afghanistan' && window.slice(0, 7) === window.slice(8);
    case 'zone':
      return (ZONES as readonly string[]).includes(location);
    case 'region':
      return !COARSE.has(location);
    default:
      return location === 'afghanistan' && (targets !== undefined || KIND_TARGETS.includes(target));
  }
}

export function keyOf({
  target,
  location,
  window,
}: Pick<RowOf<'contrasts'>, 'target' | 'location' | 'window'>): string {
  return `${placeOf(target, location)} ${window}`;
}

export function cannotCompare(measure: Measure, { scenario, reference }: Sides): CompareError {
  const pair = `${scenario.scenarioId} against ${reference.scenarioId}`;
  const what = `${measure.target} in ${measure.location} over ${measure.window.id}`;
  const { aggregation } = targetOf(measure.target);
  if (!isRebuildable(measure)) {
    return new CompareError(
      `${what} cannot be put together from months (${aggregation}), and contrasts.csv does not hold ${pair}\n` +
        `expected a run in which ${scenario.scenarioId} has the counterfactual ${reference.scenarioId}`,
    );
  }
  const { location } = measure;
  const resolution = NATIONAL.includes(location) ? 'national' : COARSE.has(location) ? 'zone' : 'region';
  return new CompareError(`${what}: contrasts.csv does not hold ${pair}, and ${needs(resolution)}`);
}

function needs(resolution: string): string {
  return `the trajectories of both sides do not hold it: that would need outputs.trajectories: [${resolution}]`;
}
