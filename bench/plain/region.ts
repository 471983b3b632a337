/** A region as an object: what its directorate knows, its clocks, and the ticks of the day for the cells in it. */
import { ENTITY, PURPOSE } from '../../src/model/addresses.js';
import type { Draws } from '../../src/random/draws.js';
import { Clock, drawTicks } from './clock.js';

/** Claims of how many days a reactive directorate looks back on. */
export const REACTION_DAYS = 30;

/** Things that come at a hazard of their own: no rate, no pause. */
export class Arrivals {
  ordinal = 0;
  private left: number;

  constructor(
    private readonly entity: number,
    private readonly index: number,
    private readonly purpose: number,
    private readonly draws: Draws,
  ) {
    this.left = this.draw();
  }

  /** Spends ticks. @returns the number of events, whose ordinals end before `ordinal` */
  spend(ticks: number): number {
    this.left -= ticks;
    let events = 0;
    while (this.left <= 0) {
      events++;
      this.ordinal++;
      this.left += this.draw();
    }
    return events;
  }

  redraw(ordinal: number): void {
    this.ordinal = ordinal;
    this.left = this.draw();
  }

  private draw(): number {
    return drawTicks(this.draws, this.entity, this.index, this.purpose, this.ordinal);
  }
}

export class Region {
  present = 0;
  exposed = 0;
  pressure = 0;
  grievance = 1;
  intelligence = 0;
  /** Raids a day at pressure 1, as the last review set them. */
  capacity = 0;
  attacksSince = 0;
  capturesSince = 0;
  claimsToday = 0;
  recentClaims = 0;
  readonly claimRing = new Float64Array(REACTION_DAYS);
  /** Sums of the rates of the region's cells, taken anew each day. */
  attackRate = 0;
  raidRate = 0;
  growthTicks = 0;
  attritionTicks = 0;
  relocationTicks = 0;
  attackTicks = 0;
  raidTicks = 0;
  readonly inflow: Clock;
  readonly emptyRaids: Clock;
  readonly releases: Arrivals;

  constructor(
    readonly index: number,
    readonly zone: number,
    readonly isKp: boolean,
    /** Share of the attacks launched here that land across the border, and the share of those that land in KP. */
    readonly crossing: number,
    readonly crossingIntoKp: number,
    draws: Draws,
  ) {
    this.inflow = new Clock(drawTicks(draws, ENTITY.region, index, PURPOSE.inflowClock, 0));
    this.emptyRaids = new Clock(drawTicks(draws, ENTITY.region, index, PURPOSE.raidClock, 0));
    this.releases = new Arrivals(ENTITY.region, index, PURPOSE.releaseClock, draws);
  }
}
