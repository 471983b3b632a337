/**
 * Hazard clocks of things that are not cells: arrivals in a region, raids that find nobody, plots. The same rules
 * as for cells: a unit exponential spent by each day's hazard, in fixed point, what is left over carried on.
 */
import type { Draws } from '../random/draws.js';
import { UNIT } from './cells.js';

export class Arrivals {
  private readonly elapsed: Float64Array;
  private readonly level: Float64Array;
  /** Events so far, per entity; the ordinal of the next one. */
  readonly ordinal: Uint32Array;

  /** @param entity first entity word; the second is the index. @param purpose of the clock's draws. */
  constructor(
    private draws: Draws,
    private readonly entity: number,
    private readonly purpose: number,
    count: number,
  ) {
    this.elapsed = new Float64Array(count);
    this.level = new Float64Array(count);
    this.ordinal = new Uint32Array(count);
  }

  reset(draws: Draws): void {
    this.draws = draws;
    this.elapsed.fill(0);
    this.ordinal.fill(0);
    for (let i = 0; i < this.level.length; i++) this.level[i] = this.next(i);
  }

  /** Spends a day's hazard of one entity. @returns the number of events, whose ordinals end before `ordinal[entity]` */
  advance(index: number, hazard: number): number {
    const elapsed = this.elapsed[index]! + Math.round(hazard * UNIT);
    this.elapsed[index] = elapsed;
    let events = 0;
    while (this.level[index]! <= elapsed) {
      events++;
      this.ordinal[index]!++;
      this.level[index]! += this.next(index);
    }
    return events;
  }

  private next(index: number): number {
    return Math.ceil(this.draws.exponential(this.entity, index, this.purpose, this.ordinal[index]!) * UNIT);
  }
}
