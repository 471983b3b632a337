/**
 * Monthly values of many targets at many locations, in one pass over what the tallies hold, and windows of them.
 * What is read from where is planned once; a replicate then costs one addition for each entry and series it is in.
 */
import type { Geography } from './geography.js';
import { PLACE_COUNT } from './geography.js';
import type { Location } from './locations.js';
import { counterOf, observe } from './observe.js';
import type { SparseTallies } from './sparse-tallies.js';
import { COUNTER_COUNT, type Tallies } from './tallies.js';
import type { Target } from './targets.js';

/** A target at a location, month by month. */
export interface Series {
  readonly target: Target;
  readonly location: Location;
}

const CELLS = COUNTER_COUNT * PLACE_COUNT;

export class MonthlyObserver {
  /** `values[series · months + month]`; NaN where a share has no denominator. */
  readonly values: Float64Array;
  /** Places of the series that each cell of a month (counter, place) is part of: `into[starts[cell]…]`. */
  private readonly starts = new Int32Array(CELLS + 1);
  private readonly into: Int32Array;
  /** Series that are no sums: counts of regions, and shares. */
  private readonly others: readonly number[];
  private tallies: Tallies | null = null;

  constructor(
    private readonly geography: Geography,
    private readonly months: number,
    private readonly series: readonly Series[],
  ) {
    this.values = new Float64Array(series.length * months);
    const byCell = Array.from({ length: CELLS }, (): number[] => []);
    for (const [index, { target, location }] of series.entries()) {
      if (!isSum(target)) continue;
      const first = counterOf(target) * PLACE_COUNT;
      for (const place of location.places) byCell[first + place]!.push(index * months);
    }
    for (const [cell, into] of byCell.entries()) this.starts[cell + 1] = this.starts[cell]! + into.length;
    this.into = Int32Array.from(byCell.flat());
    this.others = series.flatMap(({ target }, index) => (isSum(target) ? [] : [index]));
  }

  /** Fills {@link values}. @param sparse what `tallies` hold, which must not change until the next call */
  read(tallies: Tallies, { at, values, count }: SparseTallies): void {
    const { starts, into, months, values: sums } = this;
    this.tallies = tallies;
    sums.fill(0);
    let month = 0;
    for (let entry = 0; entry < count; entry++) {
      const index = at[entry]!;
      while (index >= (month + 1) * CELLS) month++;
      const value = values[entry]!;
      const cell = index - month * CELLS;
      for (let next = starts[cell]!; next < starts[cell + 1]!; next++) sums[into[next]! + month]! += value;
    }
    for (const index of this.others) {
      for (let at = 0; at < months; at++) sums[index * months + at] = this.whole(index, at, at + 1);
    }
  }

  /** Value of a series over months `from` (inclusive) to `to` (exclusive), as `observe` gives it. */
  over(index: number, from: number, to: number): number {
    const { target } = this.series[index]!;
    if (!isSum(target)) return this.whole(index, from, to);
    const first = index * this.months;
    let sum = 0;
    for (let at = first + from; at < first + to; at++) sum += this.values[at]!;
    return target.aggregation === 'stock' ? sum / (to - from) : sum;
  }

  private whole(index: number, from: number, to: number): number {
    const { target, location } = this.series[index]!;
    return observe(this.tallies!, this.geography, target, location, from, to);
  }
}

function isSum({ aggregation }: Target): boolean {
  return aggregation === 'flow' || aggregation === 'stock';
}
