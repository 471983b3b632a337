/** Compares two scenarios of finished runs: the rows of `contrasts.csv` for what was asked. */
import { monthNumber } from '../model/calendar.js';
import { ZONES } from '../model/geography.js';
import { KINDS, targetOf } from '../model/targets.js';
import type { RowOf } from '../results/columns.js';
import { keyOrder } from '../results/key-order.js';
import { didYouMean } from '../scenarios/nearest.js';
import { assumedEffects, assumedNote, joined } from './assumed-effects.js';
import { barsOf, headlineWindows, noteOf } from './finished-plan.js';
import { type Measure, type Window, windowOf } from './layout.js';
import { pairedRows, unpairedRows } from './recompute.js';
import { isRebuildable, placeOf, storedIn } from './replicate-stream.js';
import { CompareError, pairingOf, type Sides } from './sides.js';

export { CompareError } from './sides.js';

export const BY = ['month', 'zone', 'region', 'kind'] as const;
export type By = (typeof BY)[number];

export interface CompareOptions {
  /** Targets to compare; all that both sides have if not given. */
  readonly targets?: readonly string[];
  readonly by?: By;
  /** Level of the intervals, 0.9 if not given. */
  readonly level?: number;
}

export interface Comparison {
  readonly scenarioId: string;
  readonly referenceId: string;
  readonly paired: boolean;
  /** Why they are paired or not. */
  readonly why: string;
  /** Addresses that only one side has, which were left out. */
  readonly unmatched: number;
  /** Months 13–24 after the change, where the run was read against bars: what a reader looks at first. */
  readonly after: Window | null;
  /** Sorted by key. */
  readonly rows: readonly RowOf<'contrasts'>[];
}

const NATIONAL: readonly string[] = ['afghanistan', 'all'];
const COARSE: ReadonlySet<string> = new Set([...NATIONAL, ...ZONES]);

/**
 * Recomputed from trajectories where these hold what is asked in full, else taken from `contrasts.csv` where the
 * run contrasted this very pair. Without `by`: the windows of the run at the locations that trajectories hold. By
 * month: Afghanistan. By kind: claimed attacks of each kind in Afghanistan.
 *
 * @throws CompareError for what neither holds, saying which `outputs` would have been needed
 */
export async function compare(sides: Sides, options: CompareOptions = {}): Promise<Comparison> {
  const { scenario, reference } = sides;
  const level = options.level ?? 0.9;
  const { paired, why } = await pairingOf(sides);
  const sameRun = scenario.run.path === reference.run.path;
  const contrasts = await scenario.run.table('contrasts');
  const stored = await storedIn(scenario.run);
  const other = sameRun ? stored : await storedIn(reference.run);
  const places = new Set([...stored.places].filter((place) => other.places.has(place)));
  const months = stored.months.filter((month) => other.months.includes(month));
  const locations = [...stored.locations].filter((location) => other.locations.has(location));
  const measured = await measuresOf(sides);
  const wanted = selected(measured, months, locations, options);
  const held = contrasts.filter(
    (row) =>
      sameRun &&
      row.scenario_id === scenario.scenarioId &&
      row.reference_id === reference.scenarioId &&
      row.level === level,
  );
  const holds = new Set(held.map(keyOf));
  const rebuilt = wanted.filter((measure) => {
    const stored = places.has(placeOf(measure.target, measure.location));
    // Trajectories hold ten digits of what is not whole, and a window of such months fewer than its table.
    const better =
      !targetOf(measure.target).integer && holds.has(keyOf({ ...measure, window: measure.window.id }));
    return isRebuildable(measure) && stored && !better;
  });
  const { kept, lacking } = fromTable(wanted, rebuilt, held);
  // A count of regions or a share cannot be put together from months: left out unless it was asked for.
  const refused = lacking.filter((measure) => options.targets !== undefined || isRebuildable(measure));
  if (refused.length > 0) throw cannotCompare(refused[0]!, sides);
  const bars = barsOf(contrasts, sides, measured);
  const alike = await noteOf(sides, contrasts);
  const note = joined([alike, assumedNote(await effectsOf(sides))]);
  const plan = {
    scenarioId: scenario.scenarioId,
    referenceId: reference.scenarioId,
    measures: rebuilt,
    coarse: COARSE,
    headline: bars === null ? [] : headlineWindows(bars.after),
    bars: options.by === undefined ? bars : null,
    drawsDiffer: alike === null,
    note,
    level,
  };
  const { rows, unmatched } =
    rebuilt.length === 0
      ? { rows: [], unmatched: 0 }
      : await (paired ? pairedRows(sides, plan) : unpairedRows(sides, { ...plan, note: unpairedNote(note) }));
  const told = options.by === undefined ? reboundRows(held, wanted) : [];
  const all = [...new Set([...rows, ...kept, ...told])].sort(keyOrder('contrasts'));
  if (all.length === 0) throw new CompareError('the two sides have no replicate under the same explanation');
  const { scenarioId, referenceId } = plan;
  return { scenarioId, referenceId, paired, why, unmatched, after: bars?.after ?? null, rows: all };
}

/** Levers and events that tell the sides apart, from `forcings.csv`. */
async function effectsOf({ scenario, reference }: Sides): Promise<string[]> {
  const rows = async ({ run, scenarioId }: typeof scenario) =>
    (await run.table('forcings')).filter((row) => row.scenario_id === scenarioId);
  return assumedEffects(await rows(scenario), await rows(reference));
}

/** Measures that both sides have, as their `summary.csv` lists them. */
async function measuresOf({ scenario, reference }: Sides): Promise<Measure[]> {
  const keys = async (side: typeof scenario): Promise<Map<string, Measure>> => {
    const found = new Map<string, Measure>();
    for (const { scenario_id, target, location, window: id } of await side.run.table('summary')) {
      if (scenario_id !== side.scenarioId) continue;
      const [from, to] = id.split('/') as [string, string];
      const window = windowOf(monthNumber(from), monthNumber(to) + 1);
      found.set(keyOf({ target, location, window: id }), { target, location, window });
    }
    return found;
  };
  const [own, other] = [await keys(scenario), await keys(reference)];
  return [...own].filter(([key]) => other.has(key)).map(([, measure]) => measure);
}

function selected(
  measured: readonly Measure[],
  months: readonly string[],
  stored: readonly string[],
  { targets, by }: CompareOptions,
): Measure[] {
  const known = [...new Set(measured.map(({ target }) => target))];
  const kinds = KINDS.map((kind) => `attacks_${kind.replace('-', '_')}`);
  const wanted = targets ?? (by === 'kind' ? known.filter((target) => kinds.includes(target)) : known);
  for (const target of wanted) {
    if (known.includes(target)) continue;
    const hint = didYouMean(target, known, `expected one of ${known.join(', ')}`);
    throw new CompareError(`target "${target}" is not in both runs' outputs.targets\n${hint}`);
  }
  if (wanted.length === 0)
    throw new CompareError(`no kind of attack was measured: outputs.targets would need ${kinds.join(', ')}`);
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

function keyOf({
  target,
  location,
  window,
}: Pick<RowOf<'contrasts'>, 'target' | 'location' | 'window'>): string {
  return `${placeOf(target, location)} ${window}`;
}

function fromTable(
  wanted: readonly Measure[],
  rebuilt: readonly Measure[],
  held: readonly RowOf<'contrasts'>[],
): { kept: RowOf<'contrasts'>[]; lacking: Measure[] } {
  const done = new Set(rebuilt);
  const byKey = new Map<string, RowOf<'contrasts'>[]>();
  for (const row of held) {
    const key = keyOf(row);
    byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }
  const open = wanted.filter((measure) => !done.has(measure));
  const rowsOf = ({ target, location, window }: Measure) =>
    byKey.get(`${placeOf(target, location)} ${window.id}`);
  return {
    kept: open.flatMap((measure) => rowsOf(measure) ?? []),
    lacking: open.filter((measure) => rowsOf(measure) === undefined),
  };
}

/** When claims return is counted while a run goes on, so that its table alone has it. */
function reboundRows(held: readonly RowOf<'contrasts'>[], wanted: readonly Measure[]): RowOf<'contrasts'>[] {
  const places = new Set(wanted.map(({ target, location }) => placeOf(target, location)));
  return held.filter(
    ({ statistic, target, location }) =>
      /^(p_rebound|restricted_mean)_/.test(statistic) && places.has(placeOf(target, location)),
  );
}

function cannotCompare(measure: Measure, { scenario, reference }: Sides): CompareError {
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

function unpairedNote(note: string | null): string {
  return note === null ? 'not paired' : `not paired; ${note}`;
}
