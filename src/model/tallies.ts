/**
 * What a replicate counts as it runs: whole months by place. Counters of flows are summed over the days of a
 * month, stocks are taken at its last day. Places are the 35 regions and `abroad`.
 */
import { PLACE_COUNT } from './geography.js';
import { KINDS } from './targets.js';

/** Counters; `kind0 … kind5` follow `KINDS`. */
export const COUNTER = {
  claimed: 0,
  expected: 1,
  actual: 2,
  suicide: 3,
  kind: 4,
  foreign: 4 + KINDS.length,
  killed: 5 + KINDS.length,
  raids: 6 + KINDS.length,
  raidsReported: 7 + KINDS.length,
  seniors: 8 + KINDS.length,
  cells: 9 + KINDS.length,
  dormant: 10 + KINDS.length,
  fighters: 11 + KINDS.length,
  crossings: 12 + KINDS.length,
  plots: 13 + KINDS.length,
} as const;
/** Counters of a month and place: length of the middle dimension of `Tallies`. */
export const COUNTER_COUNT = 14 + KINDS.length;

/** `values[(month · COUNTER_COUNT + counter) · PLACE_COUNT + place]`. */
export class Tallies {
  readonly values: Float64Array;

  constructor(readonly months: number) {
    this.values = new Float64Array(months * COUNTER_COUNT * PLACE_COUNT);
  }

  clear(): void {
    this.values.fill(0);
  }

  copyFrom(other: Tallies): void {
    this.values.set(other.values);
  }

  add(month: number, counter: number, place: number, amount: number): void {
    this.values[(month * COUNTER_COUNT + counter) * PLACE_COUNT + place]! += amount;
  }

  at(month: number, counter: number, place: number): number {
    return this.values[(month * COUNTER_COUNT + counter) * PLACE_COUNT + place]!;
  }
}
