/** Which windows are read around the day on which a scenario begins to differ. */
import { dayOf, firstDayOf, type IsoDate, type Month, monthOf } from '../model/calendar.js';
import { type Window, windowOf } from './layout.js';

/** Whole months around the first day that differs; each is `null` where it is not fully inside the run. */
export interface ReboundWindows {
  /** The six months before the month of `from`. */
  readonly before: Window | null;
  /** Months 1–12 after `from`. */
  readonly first: Window | null;
  /** Months 13–24 after `from`: what the bars are held against. */
  readonly second: Window | null;
}

/** Months that a run covers in full, `from` inclusive to `to` exclusive. */
export interface Span {
  readonly from: Month;
  readonly to: Month;
}

/** Months that lie fully between the first and the last simulated day; months cut off at an end are left out. */
export function fullMonths(start: IsoDate, end: IsoDate): Span {
  return { from: firstFullMonth(dayOf(start)), to: monthOf(dayOf(end) + 1) };
}

/** Month 1 after `from`: its own month where it is the first day of one, else the next. */
export function monthOne(from: IsoDate): Month {
  return firstFullMonth(dayOf(from));
}

/** The windows of a rebound that starts on `from`, in a run that covers `span`. */
export function reboundWindows(from: IsoDate, span: Span): ReboundWindows {
  const [month, one] = [monthOf(dayOf(from)), monthOne(from)];
  const inside = (start: Month, end: Month): Window | null =>
    start >= span.from && end <= span.to ? windowOf(start, end) : null;
  return {
    before: inside(month - 6, month),
    first: inside(one, one + 12),
    second: inside(one + 12, one + 24),
  };
}

function firstFullMonth(day: number): Month {
  const month = monthOf(day);
  return firstDayOf(month) === day ? month : month + 1;
}
