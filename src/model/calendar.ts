/**
 * The model's calendar. Day 0 is 2020-01-01; months are numbered from 0 = 2020-01. Pure arithmetic on the
 * proleptic Gregorian calendar: no clock and no time zone.
 */

/** A calendar date as `YYYY-MM-DD`. */
export type IsoDate = string;
/** Days since 2020-01-01 (0 = that day). */
export type Day = number;
/** Months since 2020-01 (0 = January 2020). */
export type Month = number;

export const FIRST_DATE: IsoDate = '2020-01-01';
/** Latest supported last day of a scenario. */
export const LAST_DATE: IsoDate = '2035-12-31';
/** Mean length of a month, in days: converts a rate per month to a rate per day. */
export const DAYS_PER_MONTH = 365.25 / 12;

const MS_PER_DAY = 86_400_000;
const EPOCH = Date.UTC(2020, 0, 1);

/** Day number of a date. @throws RangeError if `date` is not a real calendar date written `YYYY-MM-DD`. */
export function dayOf(date: IsoDate): Day {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (match) {
    const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
    const ms = Date.UTC(year, month - 1, day);
    const back = new Date(ms);
    if (back.getUTCMonth() === month - 1 && back.getUTCDate() === day) return (ms - EPOCH) / MS_PER_DAY;
  }
  throw new RangeError(`not a calendar date: "${date}" (expected YYYY-MM-DD)`);
}

/** Date of a day number. */
export function dateOf(day: Day): IsoDate {
  return new Date(EPOCH + day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** Month number of a day number. */
export function monthOf(day: Day): Month {
  const date = new Date(EPOCH + day * MS_PER_DAY);
  return (date.getUTCFullYear() - 2020) * 12 + date.getUTCMonth();
}

/** First day of a month number. */
export function firstDayOf(month: Month): Day {
  return (Date.UTC(2020, month, 1) - EPOCH) / MS_PER_DAY;
}

/** `YYYY-MM` of a month number. */
export function monthName(month: Month): string {
  const year = 2020 + Math.floor(month / 12);
  return `${year}-${String((month % 12) + 1).padStart(2, '0')}`;
}

/** Month number of `YYYY-MM`. @throws RangeError if it is not a month. */
export function monthNumber(name: string): Month {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(name);
  if (!match) throw new RangeError(`not a month: "${name}" (expected YYYY-MM)`);
  return (Number(match[1]) - 2020) * 12 + Number(match[2]) - 1;
}
