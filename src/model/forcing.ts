/**
 * What a scenario forces upon the model, after everything optional was settled: pressure by directorate, region
 * and day. Levels may refer to a calibrated level, which each parameter draw fills in.
 */
import type { Day } from './calendar.js';
import type { Lever } from './levers.js';

/** Periods of history by name, earliest first, each with a level of pressure of its own under each explanation. */
export const CALIBRATED_LEVELS = [
  '2020',
  'before-takeover',
  'first-year',
  'autumn-2022',
  'first-half-2023',
] as const;
/** A period of history whose pressure a schedule may return to. */
export type CalibratedLevel = (typeof CALIBRATED_LEVELS)[number];

/** A pressure level: a number (1 = raid tempo of January–June 2023) or a level that calibration supplies. */
export type Level = number | { readonly calibrated: CalibratedLevel };

/** What pressure does from the first day that a scenario changes it. Before that day history runs as calibrated. */
export type Course =
  | { readonly shape: 'constant'; readonly to: Level }
  | { readonly shape: 'step'; readonly to: Level }
  | { readonly shape: 'ramp'; readonly to: Level; readonly days: number }
  | { readonly shape: 'pulse'; readonly to: Level; readonly days: number }
  | { readonly shape: 'on-off'; readonly to: Level; readonly onDays: number; readonly offDays: number }
  | { readonly shape: 'reactive'; readonly to: Level; readonly gain: number; readonly ceiling: number };

/**
 * `from` is the first day on which `course` applies; earlier days follow the calibrated history. `constant`
 * differs from `step` only in what it says to a reader. A `pulse` returns to the calibrated history of the day; `on-off`
 * starts with `to` for `onDays`, then history for `offDays`, and so on. `reactive` adds `gain` for each
 * claimed attack of the last 30 days in the province, up to `ceiling`.
 */
export interface Schedule {
  readonly from: Day;
  readonly course: Course;
}

/** One directorate's schedule; `null` is history as calibrated to the end. Regions listed override the default. */
export interface PressureSchedule {
  readonly everywhere: Schedule | null;
  readonly byRegion: ReadonlyMap<number, Schedule>;
}

/** All that differs between scenarios of one parameter draw. `days` = length of the run, day 0 = 2020-01-01. */
export interface Forcing {
  readonly days: number;
  readonly taliban: PressureSchedule;
  readonly pakistan: PressureSchedule;
  readonly levers: readonly Lever[];
}

/** The pressure of history everywhere and throughout: what a schedule is where a scenario changes nothing. */
export const AS_CALIBRATED: PressureSchedule = { everywhere: null, byRegion: new Map() };
