/** Compares two scenarios of runs or files: the rows of `contrasts.csv` for what was asked. */
import { targetOf } from '../model/targets.js';
import type { RowOf } from '../results/columns.js';
import { keyOrder } from '../results/key-order.js';
import { DEFAULTS } from '../scenarios/defaults.js';
import { assumedEffects, assumedNote, joined } from './assumed-effects.js';
import { compareByKey } from './by-key.js';
import { CompareError } from './compare-error.js';
import type { ContrastPlan } from './contrast.js';
import { barsOf, headlineWindows, noteOf } from './finished-plan.js';
import type { Measure, Window } from './layout.js';
import { windowOf } from './layout.js';
import { type NotComputed, notComputed } from './not-computed.js';
import { pairingOf } from './pairing.js';
import { pairedRows, unpairedRows } from './recompute.js';
import { isRebuildable, placeOf, type Stored, storedIn } from './replicate-stream.js';
import { type NamedSide, NOT_STATED, type Sides, sidesOf } from './sides.js';
import { holdingOf } from './holding.js';
import {
  cannotCompare,
  COARSE,
  type CompareOptions,
  keyOf,
  measuresOf,
  selected,
} from './wanted-measures.js';
import { Workspace } from './workspace.js';

export { CompareError } from './compare-error.js';
export { type By, BY, type CompareOptions } from './wanted-measures.js';

/** A scenario against a reference, as rows of `contrasts.csv`, with how the two were paired. */
export interface Comparison {
  readonly scenarioId: string;
  readonly referenceId: string;
  readonly paired: boolean;
  /** Why they are paired or not. */
  readonly why: string;
  /** Addresses, or keys, that only one side has, which were left out. */
  readonly unmatched: number;
  /** What those are. */
  readonly unit: 'replicates' | 'rows';
  /** Months 13–24 after the change, where the run was read against bars: what a reader looks at first. */
  readonly after: Window | null;
  /** What is left empty or out, and why. */
  readonly notComputed: readonly NotComputed[];
  /** Sorted by key. */
  readonly rows: readonly RowOf<'contrasts'>[];
}

/**
 * A against B: replicates by their addresses where they are paired, else as independent ones; tables without
 * replicates key by key. The same rows give the same answer in any order, form or file.
 *
 * @throws CompareError for what cannot be compared; CsvError with file and line for what cannot be read
 */
export async function compare(a: NamedSide, b: NamedSide, options: CompareOptions = {}): Promise<Comparison> {
  const workspace = new Workspace([a.source, b.source]);
  try {
    const [own, other] = [holdingOf(a.source), holdingOf(b.source)];
    if (own === 'replicates' && other === 'replicates')
      return await compareReplicates(await sidesOf(a, b, workspace), options);
    // A run stands for its table of whatever the other side is.
    const [of, opposite] = [a.source.run ? other : own, b.source.run ? own : other];
    if (of === opposite && of !== 'replicates') return await compareByKey(a, b, of, options, workspace);
    throw new CompareError(
      `${a.source.name} holds ${own}, ${b.source.name} ${other}: expected the same of both`,
    );
  } finally {
    workspace.close();
  }
}

/**
 * Recomputed from replicates where these hold what is asked in full, else taken from `contrasts.csv` where the
 * run contrasted this very pair. Without `by`: the windows of the run at the locations that trajectories hold. By
 * month: Afghanistan. By kind: claimed attacks of each kind in Afghanistan.
 */
async function compareReplicates(sides: Sides, options: CompareOptions): Promise<Comparison> {
  const { scenario, reference } = sides;
  const level = options.level ?? 0.9;
  const { paired, why, firstDifferent } = await pairingOf(sides);
  const sameRun = scenario.source.run !== null && scenario.source.path === reference.source.path;
  const contrasts = (await scenario.source.run?.table('contrasts')) ?? [];
  const stored = await storedInBoth(sides);
  const measured = await measuresOf(sides, stored, firstDifferent);
  const wanted = selected(measured, stored.months, [...stored.locations], options);
  const held = contrasts.filter(
    (row) =>
      sameRun &&
      row.scenario_id === scenario.scenarioId &&
      row.reference_id === reference.scenarioId &&
      row.level === level,
  );
  const holds = new Set(held.map(keyOf));
  const rebuilt = wanted.filter((measure) => {
    const isStored = stored.places.has(placeOf(measure.target, measure.location));
    // Trajectories hold ten digits of what is not whole, and a window of such months fewer than its table.
    const better =
      !targetOf(measure.target).integer && holds.has(keyOf({ ...measure, window: measure.window.id }));
    return isRebuildable(measure) && isStored && !better;
  });
  const { kept, lacking } = fromTable(wanted, rebuilt, held);
  // A count of regions or a share cannot be put together from months: left out unless it was asked for.
  const refused = lacking.filter((measure) => options.targets !== undefined || isRebuildable(measure));
  if (refused.length > 0) throw cannotCompare(refused[0]!, sides);
  const isRun = scenario.source.run !== null && reference.source.run !== null;
  const bars = isRun ? barsOf(contrasts, sides, measured) : barsAt(firstDifferent, measured);
  const alike = await noteOf(sides, contrasts);
  const note = joined([
    alike,
    assumedNote(await effectsOf(sides)),
    isRun ? null : 'the parameters are not known',
  ]);
  const plan = {
    scenarioId: scenario.scenarioId,
    referenceId: reference.scenarioId,
    measures: rebuilt,
    coarse: COARSE,
    headline: bars === null ? [] : headlineWindows(bars.after),
    bars: options.by === undefined ? bars : null,
    drawsDiffer: isRun && alike === null,
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
  const after = bars?.after ?? null;
  const left = lacking.filter((measure) => !refused.includes(measure)).map(({ target }) => target);
  return {
    scenarioId,
    referenceId,
    paired,
    why: [why, ...takenUnder(sides)].join('; '),
    unmatched,
    unit: 'replicates',
    after,
    notComputed: notComputed(all, {
      isRun,
      paired,
      areAlike: alike !== null,
      isHeld: held.length > 0 || options.by !== undefined,
      left: [...new Set(left)],
    }),
    rows: all,
  };
}

/** Of a side that does not say its explanation beside one that does. */
function takenUnder({ scenario, reference }: Sides): string[] {
  return [scenario, reference].flatMap(({ source, explanation }) =>
    explanation === null || explanation === NOT_STATED
      ? []
      : [`${source.name} has no column explanation: its rows are taken under ${explanation}`],
  );
}

async function storedInBoth({ scenario, reference, workspace }: Sides): Promise<Stored> {
  const own = await storedIn(scenario, workspace);
  if (scenario.source.run !== null && scenario.source.path === reference.source.path) return own;
  const other = await storedIn(reference, workspace);
  const shared = (name: string, of: ReadonlySet<string>): boolean => of.has(name);
  return {
    places: new Set([...own.places].filter((place) => shared(place, other.places))),
    locations: new Set([...own.locations].filter((location) => shared(location, other.locations))),
    months: own.months.filter((month) => other.months.includes(month)),
  };
}

/** The bars that a scenario has if it does not say, where the months around the change are there. */
function barsAt(change: number | null, measures: readonly Measure[]): ContrastPlan['bars'] {
  if (change === null) return null;
  const windows = measures
    .filter(({ target, location }) => target === 'attacks' && location === 'afghanistan')
    .map(({ window }) => window.id);
  const [before, after] = [windowOf(change - 6, change), windowOf(change + 12, change + 24)];
  if (!windows.includes(after.id)) return null;
  return { bars: DEFAULTS.rebound.bars, before: windows.includes(before.id) ? before : null, after };
}

/** Levers and events that tell the sides apart, from `forcings.csv`. */
async function effectsOf({ scenario, reference }: Sides): Promise<string[]> {
  const rows = async ({ source, scenarioId }: typeof scenario) =>
    ((await source.run?.table('forcings')) ?? []).filter((row) => row.scenario_id === scenarioId);
  return assumedEffects(await rows(scenario), await rows(reference));
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

function unpairedNote(note: string | null): string {
  return note === null ? 'not paired' : `not paired; ${note}`;
}
