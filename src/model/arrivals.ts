/**
 * Hazard clocks of rare things that are not cells: releases, the merger, foreign recruits, plots. The same rules as
 * for cells: a unit exponential spent by each day's hazard, in ticks, what is left over carried on.
 */
import type { Draws } from '../random/draws.js';
import { UNIT } from './hazard-clocks.js';

export class Arrivals {
  private readonly left: Float64Array;
  /** Events so far, per entity; the ordinal of the next one. */
  readonly ordinal: Uint32Array;

  /** @param entity first entity word; the second is the index. @param purpose of the clock's draws. */
  constructor(
    private draws: Draws,
    private readonly entity: number,
    private readonly purpose: number,
    count: number,
  ) {
    this.left = new Float64Array(count);
    this.ordinal = new Uint32Array(count);
  }

  reset(draws: Draws): void {
    this.draws = draws;
    this.ordinal.fill(0);
    for (let i = 0; i < this.left.length; i++) this.left[i] = this.next(i);
  }

  /** Spends a day's hazard of one entity. @returns the number of events, whose ordinals end before `ordinal[entity]` */
  advance(index: number, hazard: number): number {
    this.left[index]! -= Math.round(hazard * UNIT);
    let events = 0;
    while (this.left[index]! <= 0) {
      events++;
      this.ordinal[index]!++;
      this.left[index]! += this.next(index);
    }
    return events;
  }

  copyFrom(other: Arrivals, draws: Draws): void {
    this.draws = draws;
    this.left.set(other.left);
    this.ordinal.set(other.ordinal);
  }

  private next(index: number): number {
    return Math.ceil(this.draws.wait(this.entity, index, this.purpose, this.ordinal[index]!) * UNIT);
  }
}
