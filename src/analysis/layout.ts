/** What is measured in each replicate, and where in the arrays that a worker returns it stands. */
import { type Month, monthName } from '../model/calendar.js';

/** Whole months, `from` inclusive to `to` exclusive. */
export interface Window {
  /** `2023-07/2024-06`: first and last month. */
  readonly id: string;
  readonly from: Month;
  readonly to: Month;
}

/** A window of whole months. @throws RangeError if it is empty. */
export function windowOf(from: Month, to: Month): Window {
  if (to <= from) throw new RangeError(`empty window: months ${from} to ${to}`);
  return { id: `${monthName(from)}/${monthName(to - 1)}`, from, to };
}

/** One measured quantity: a target at a location over a window (a month is a window of one). */
export interface Measure {
  readonly target: string;
  readonly location: string;
  readonly window: Window;
}

/** The order of values in a replicate's arrays. Every scenario of a comparison has the same layout. */
export interface Layout {
  /** Values behind `summary.csv` and `contrasts.csv`: `windows[i]` of a replicate is `measures[i]`. */
  readonly measures: readonly Measure[];
  /** Months of the run; `months.length` values for each of `series`, in order, behind `quantiles.csv`. */
  readonly months: readonly Window[];
  readonly series: readonly { readonly target: string; readonly location: string }[];
}
