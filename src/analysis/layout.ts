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

/** A target at a location. */
export interface Place {
  readonly target: string;
  readonly location: string;
}

/** One measured quantity: a target at a location over a window (a month is a window of one). */
export interface Measure extends Place {
  readonly window: Window;
}

/**
 * One number of a replicate that an assertion, a stopping rule or a rebound needs: the least, greatest or mean monthly value
 * of all its places together over the months that have one, or the value of its one place over the whole window.
 */
export interface Probe {
  readonly reduce: 'min' | 'max' | 'mean' | 'window';
  readonly places: readonly Place[];
  readonly window: Window;
}

/** The order of values in a replicate's arrays. Every scenario of a comparison has the same layout. */
export interface Layout {
  /** Values behind `summary.csv` and `contrasts.csv`: `windows[i]` of a replicate is `measures[i]`. */
  readonly measures: readonly Measure[];
  /** Months of the run; `months.length` values for each of `series`, in order, behind `quantiles.csv`. */
  readonly months: readonly Window[];
  readonly series: readonly Place[];
  /** Values behind `checks.csv`, the decision to stop and `survival.csv`: `probes[i]` of a replicate. */
  readonly probes: readonly Probe[];
}
