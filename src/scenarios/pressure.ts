/** Pressure as written → what the model is forced with, and the rows of `forcings.csv` that say so. */
import { dateOf, type Day, dayOf, FIRST_DATE } from '../model/calendar.js';
import type { CalibratedLevel, Course, Level, PressureSchedule, Schedule } from '../model/forcing.js';
import type { Geography } from '../model/geography.js';
import { findPlace, type Side } from './places.js';
import { compareText } from './problems.js';
import type { ForcingRow } from './scenario.js';
import type { WrittenSchedule } from './schema.js';

export interface ResolvedPressure {
  readonly schedule: PressureSchedule;
  readonly rows: readonly ForcingRow[];
}

const DEFAULT_LOCATION: Record<Side, string> = { taliban: 'afghanistan', pakistan: 'kp' };

/**
 * Settles one side's pressure over a run of `days` days. `written` must have passed `pressureProblems`; undefined
 * is history as calibrated. A region's own entry overrides its zone's.
 */
export function resolvePressure(
  written: WrittenSchedule | undefined,
  side: Side,
  days: number,
  geography: Geography,
): ResolvedPressure {
  const overrides = Object.entries(written?.by_location ?? {})
    .map(([name, course]) => ({
      place: findPlace(name, side, geography)!,
      schedule: scheduleOf(course, written?.after)!,
    }))
    .sort((a, b) => b.place.regions.length - a.place.regions.length || compareText(a.place.id, b.place.id));
  // Pakistan's only place is kp, so that an entry for it is the schedule.
  const isWhole = side === 'pakistan' && overrides.length > 0;
  const everywhere = isWhole ? overrides[0]!.schedule : written ? scheduleOf(written, undefined) : null;
  const local = isWhole ? [] : overrides;
  const byRegion = new Map(
    local.flatMap(({ place, schedule }) => place.regions.map((region) => [region, schedule] as const)),
  );
  const lever = `pressure.${side}`;
  const defaults = everywhere ? changes(everywhere, days) : [];
  if (everywhere?.from !== 0) defaults.unshift({ date: FIRST_DATE, level: 'calibrated' });
  const rows = [
    ...defaults.map((change) => ({ lever, location: DEFAULT_LOCATION[side], ...change })),
    ...local.flatMap(({ place, schedule }) =>
      changes(schedule, days).map((change) => ({ lever, location: place.id, ...change })),
    ),
  ];
  return {
    schedule: { everywhere, byRegion },
    rows: rows.sort((a, b) => compareText(a.location, b.location) || compareText(a.date, b.date)),
  };
}

function scheduleOf(written: WrittenSchedule, inheritedAfter: string | undefined): Schedule | null {
  if (written.shape === undefined) return null;
  const after = written.after ?? inheritedAfter;
  return { from: after === undefined ? 0 : dayOf(after), course: courseOf(written) };
}

function courseOf(written: WrittenSchedule): Course {
  const to = levelOf(written.to!);
  switch (written.shape!) {
    case 'constant':
      return { shape: 'constant', to };
    case 'step':
      return { shape: 'step', to };
    case 'ramp':
      return { shape: 'ramp', to, days: written.over_days! };
    case 'pulse':
      return { shape: 'pulse', to, days: written.for_days! };
    case 'on-off':
      return { shape: 'on-off', to, onDays: written.on_days!, offDays: written.off_days! };
    case 'reactive':
      return { shape: 'reactive', to, gain: written.gain!, ceiling: written.ceiling! };
  }
}

function levelOf(written: number | string): Level {
  if (typeof written === 'number') return written === 0 ? 0 : written;
  return { calibrated: written.slice('calibrated.'.length) as CalibratedLevel };
}

/** A level as it is written in scenario files and in `forcings.csv`. */
export function levelText(level: Level): string {
  return typeof level === 'number' ? String(level) : `calibrated.${level.calibrated}`;
}

function ramp(from: Day, days: number, to: string): [Day, string][] {
  return days > 1
    ? [
        [from, `ramp to ${to}`],
        [from + days - 1, to],
      ]
    : [[from, to]];
}

/**
 * Each day of the run on which the level changes, and to what. A ramp names its two ends, since its start is
 * calibrated. After a pulse and while on–off is off pressure is `calibrated`: the history of each such day, not
 * the level of the day before `from`. The two differ where an onset falls in between.
 */
function changes({ from, course }: Schedule, days: number): { date: string; level: string }[] {
  const to = levelText(course.to);
  const points: [Day, string][] = [];
  // The last day of a ramp is at its end already; a ramp of one day is a step.
  if (course.shape === 'ramp') points.push(...ramp(from, course.days, to));
  else if (course.shape === 'pulse') points.push([from, to], [from + course.days, 'calibrated']);
  else if (course.shape === 'reactive')
    points.push([from, `reactive from ${to} by ${course.gain} up to ${course.ceiling}`]);
  else if (course.shape === 'on-off') {
    for (let day = from; day < days; day += course.onDays + course.offDays) {
      points.push([day, to], [day + course.onDays, 'calibrated']);
    }
  } else points.push([from, to]);
  return points.filter(([day]) => day < days).map(([day, level]) => ({ date: dateOf(day), level }));
}
