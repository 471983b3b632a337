/** What a finished run's tables say about how it was contrasted: its bars, and whether its draws differ. */
import { monthNumber } from '../model/calendar.js';
import type { RowOf } from '../results/columns.js';
import type { FinishedRun } from '../results/finished-run.js';
import type { Bar } from '../scenarios/scenario.js';
import type { ContrastPlan } from './contrast.js';
import { type Measure, type Window, windowOf } from './layout.js';
import type { Sides } from './sides.js';
import { parameterNote } from './tabulator.js';

type Row = RowOf<'contrasts'>;

/** Bars of the scenario's rebound or else its reference's, `null` where neither was read against any. */
export function barsOf(
  contrasts: readonly Row[],
  { scenario, reference }: Sides,
  measures: readonly Measure[],
): ContrastPlan['bars'] {
  const above = (id: string): Row[] =>
    contrasts.filter((row) => row.scenario_id === id && barIn(row.statistic) !== null);
  const own = above(scenario.scenarioId);
  const rows = own.length > 0 ? own : above(reference.scenarioId);
  const [first] = rows;
  if (!first) return null;
  const [from, to] = first.window.split('/') as [string, string];
  const after = windowOf(monthNumber(from), monthNumber(to) + 1);
  // The change came a year before the window, in the first days of that month or in the month before it.
  const before = [after.from - 12, after.from - 13].flatMap((end) =>
    measures.filter(({ window }) => window.to === end && window.from === end - 6),
  );
  return {
    bars: [...new Set(rows.map((row) => barIn(row.statistic)!))],
    before: before[0]?.window ?? null,
    after,
  };
}

/** Months 1–12 and 13–24 after the change. @param after the latter */
export function headlineWindows(after: Window): Window[] {
  return [windowOf(after.from - 12, after.from), after];
}

function barIn(statistic: string): Bar | null {
  const text = /^p_above_(.+)_difference$/.exec(statistic)?.[1];
  if (text === undefined) return null;
  return text === 'twice_before' ? 'twice-before' : Number(text);
}

/** What sentences say about parameters that are alike in all draws; `null` where draws differ. */
export async function noteOf(sides: Sides, contrasts: readonly Row[]): Promise<string | null> {
  for (const note of [
    parameterNote({ kind: 'point' }),
    parameterNote({ kind: 'file', path: '', form: 'set' }),
  ]) {
    if (note !== null && contrasts.some(({ sentence }) => sentence.includes(note))) return note;
  }
  const runs = new Map(
    [sides.scenario.source.run, sides.reference.source.run].flatMap((run) => (run ? [[run.path, run]] : [])),
  );
  for (const run of runs.values()) if (!(await drawsDiffer(run))) return 'one parameter set for all draws';
  return null;
}

async function drawsDiffer(run: FinishedRun): Promise<boolean> {
  const values = new Map<string, number>();
  for (const { explanation, parameter, value } of await run.table('parameters')) {
    const key = `${explanation} ${parameter}`;
    const held = values.get(key);
    if (held !== undefined && held !== value) return true;
    values.set(key, value);
  }
  return false;
}
