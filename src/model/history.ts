/** Dated facts of the period and the pressure that history is taken to have had, in one place. Source: the article. */
import { type Day, dayOf } from './calendar.js';
import type { CalibratedLevel } from './forcing.js';
import type { ParameterValues } from './parameters.js';

/** Networks in KP merged into ISK (note c). */
export const MERGER: Day = dayOf('2021-07-16');
export const TAKEOVER: Day = dayOf('2021-08-15');
/** The campaign extended to the north "starting in 2022"; taken to be complete half a year later. */
export const NORTH_START: Day = dayOf('2022-01-01');
export const NORTH_COMPLETE: Day = dayOf('2022-07-01');
/** A counter-messaging group appeared. */
export const COUNTER_MESSAGING: Day = dayOf('2023-01-01');
export const YEAR_2021: Day = dayOf('2021-01-01');
export const YEAR_2023: Day = dayOf('2023-01-01');

/** The value of a calibrated level under one parameter draw. */
export function calibratedLevel(level: CalibratedLevel, p: ParameterValues): number {
  switch (level) {
    case '2020':
      return p['pressure-2020'];
    case 'before-takeover':
      return p['pressure-before-takeover'];
    case 'first-year':
      return p['pressure-first-year'];
    case 'autumn-2022':
      return p['pressure-autumn-2022'];
    case 'first-half-2023':
      return p['pressure-first-half-2023'];
  }
}

/** Pressure in Afghanistan as history had it under one draw. */
export function pressureHistory(day: Day, p: ParameterValues): number {
  if (day < YEAR_2021) return calibratedLevel('2020', p);
  if (day < TAKEOVER) return calibratedLevel('before-takeover', p);
  if (day < p['pressure-onset']) return calibratedLevel('first-year', p);
  return calibratedLevel(day < YEAR_2023 ? 'autumn-2022' : 'first-half-2023', p);
}
