/**
 * Cells as a struct of arrays, each with five hazard clocks. A clock is a unit exponential that the cell's hazard
 * spends; here a cell's hazard is (hazard of its region) × (rate of the cell), so a clock is kept as the level of
 * the region's cumulated hazard at which it fires. A day then costs one addition per region and clock, and a cell
 * is looked at only when a clock of its region may have run out. Hazards and levels are whole multiples of 2^-30,
 * so that no order of summation can matter (Kurtz's random time change; Gibson & Bruck 2000).
 */
import type { Draws } from '../random/draws.js';
import { PURPOSE } from './addresses.js';
import { REGION_COUNT } from './geography.js';

export const CLOCK = { attack: 0, raid: 1, attrition: 2, relocation: 3, growth: 4 } as const;
export const CLOCK_COUNT = 5;
const CLOCK_PURPOSE = [
  PURPOSE.attackClock,
  PURPOSE.raidClock,
  PURPOSE.attritionClock,
  PURPOSE.relocationClock,
  PURPOSE.growthClock,
];

/** One unit of hazard in fixed point. */
export const UNIT = 2 ** 30;
/** Rates of cells are multiples of 2^-20, so that their sums are exact. */
const RATE_UNIT = 2 ** 20;
/** More cells than this at once is an error of the parameters, not a scenario. */
export const CAPACITY = 4096;

export class Cells {
  readonly keyHigh = new Uint32Array(CAPACITY);
  readonly keyLow = new Uint32Array(CAPACITY);
  readonly home = new Uint8Array(CAPACITY);
  readonly region = new Uint8Array(CAPACITY);
  readonly commander = new Uint8Array(CAPACITY);
  readonly fighters = new Float64Array(CAPACITY);
  readonly skill = new Float64Array(CAPACITY);
  /** First day on which the cell is active again; 0 = active. */
  readonly dormantUntil = new Int32Array(CAPACITY);
  /** First day on which the cell is hidden again; 0 = hidden. */
  readonly exposedUntil = new Int32Array(CAPACITY);
  readonly children = new Uint32Array(CAPACITY);
  /** Slots in use: `live[0 … count − 1]`, in no order that may matter. */
  readonly live = new Int32Array(CAPACITY);
  count = 0;
  /** Not after the first day on which a dormant cell resumes, an exposed one is hidden again. */
  nextResume = Infinity;
  nextHidden = Infinity;
  created = 0;
  destroyed = 0;
  left = 0;
  /** Sum of attack rates, sum of raid weights and number of cells per region; exact. */
  readonly attackRate = new Float64Array(REGION_COUNT);
  readonly raidWeight = new Float64Array(REGION_COUNT);
  readonly present = new Int32Array(REGION_COUNT);
  readonly exposed = new Int32Array(REGION_COUNT);
  /** Slots, and ordinals of the event, that `collect` found; sorted by cell key and ordinal. */
  readonly fired = new Int32Array(CAPACITY);
  readonly firedOrdinal = new Int32Array(CAPACITY);

  private readonly free = new Int32Array(CAPACITY);
  private readonly position = new Int32Array(CAPACITY);
  private readonly rate = new Float64Array(CLOCK_COUNT * CAPACITY);
  private readonly level = new Float64Array(CLOCK_COUNT * CAPACITY);
  /** Hazard left to spend while a clock is paused (rate 0). */
  private readonly rest = new Float64Array(CLOCK_COUNT * CAPACITY);
  private readonly ordinal = new Uint32Array(CLOCK_COUNT * CAPACITY);
  private readonly elapsed = new Float64Array(CLOCK_COUNT * REGION_COUNT);
  /** Not above the lowest level of the region's cells. */
  private readonly lowest = new Float64Array(CLOCK_COUNT * REGION_COUNT);
  private due = false;

  constructor(private draws: Draws) {}

  /** Back to no cells, for another replicate. */
  reset(draws: Draws): void {
    this.draws = draws;
    this.count = this.created = this.destroyed = this.left = 0;
    for (let slot = 0; slot < CAPACITY; slot++) this.free[slot] = CAPACITY - 1 - slot;
    this.elapsed.fill(0);
    this.lowest.fill(Infinity);
    this.attackRate.fill(0);
    this.raidWeight.fill(0);
    this.present.fill(0);
    this.exposed.fill(0);
    this.nextResume = this.nextHidden = Infinity;
    this.due = false;
  }

  /** A new cell with fresh clocks, all paused until `setRates`. @returns its slot @throws Error when the capacity is exceeded */
  add(high: number, low: number, home: number, region: number, fighters: number): number {
    if (this.count === CAPACITY)
      throw new Error(`more than ${CAPACITY} cells at once: inflow or growth is out of any plausible range`);
    const slot = this.free[CAPACITY - 1 - this.count]!;
    this.position[slot] = this.count;
    this.live[this.count++] = slot;
    this.created++;
    this.keyHigh[slot] = high;
    this.keyLow[slot] = low;
    this.home[slot] = home;
    this.region[slot] = region;
    this.fighters[slot] = fighters;
    this.skill[slot] = 1;
    this.dormantUntil[slot] = this.exposedUntil[slot] = this.children[slot] = 0;
    this.present[region]!++;
    for (let clock = 0; clock < CLOCK_COUNT; clock++) {
      const at = clock * CAPACITY + slot;
      this.rate[at] = 0;
      this.level[at] = Infinity;
      this.ordinal[at] = 0;
      this.rest[at] = Math.ceil(this.draws.exponential(high, low, CLOCK_PURPOSE[clock]!, 0) * UNIT);
    }
    return slot;
  }

  /** Takes a cell out; its clocks die with it. */
  remove(slot: number, destroyed: boolean): void {
    for (let clock = 0; clock < CLOCK_COUNT; clock++) this.setRate(slot, clock, 0);
    this.hide(slot);
    this.present[this.region[slot]!]!--;
    const last = this.live[--this.count]!;
    this.live[this.position[slot]!] = last;
    this.position[last] = this.position[slot]!;
    this.free[CAPACITY - 1 - this.count] = slot;
    if (destroyed) this.destroyed++;
    else this.left++;
  }

  /** Moves a cell; what its clocks have left to spend goes with it. */
  move(slot: number, region: number): void {
    const rates = [0, 0, 0, 0, 0];
    for (let clock = 0; clock < CLOCK_COUNT; clock++) {
      rates[clock] = this.rate[clock * CAPACITY + slot]!;
      this.setRate(slot, clock, 0);
    }
    const former = this.region[slot]!;
    const exposed = this.exposedUntil[slot]! > 0 ? 1 : 0;
    this.present[former]!--;
    this.exposed[former]! -= exposed;
    this.region[slot] = region;
    this.present[region]!++;
    this.exposed[region]! += exposed;
    for (let clock = 0; clock < CLOCK_COUNT; clock++) this.setRate(slot, clock, rates[clock]!);
  }

  /** Exposes a cell until a day. */
  expose(slot: number, until: number): void {
    if (this.exposedUntil[slot] === 0) this.exposed[this.region[slot]!]!++;
    this.exposedUntil[slot] = until;
    if (until < this.nextHidden) this.nextHidden = until;
  }

  hide(slot: number): void {
    if (this.exposedUntil[slot]! > 0) this.exposed[this.region[slot]!]!--;
    this.exposedUntil[slot] = 0;
  }

  /** Changes the rate of one clock, in multiples of its region's hazard; 0 pauses it. What is left to spend stays. */
  setRate(slot: number, clock: number, rate: number): void {
    const at = clock * CAPACITY + slot;
    const exact = Math.round(rate * RATE_UNIT) / RATE_UNIT;
    const before = this.rate[at]!;
    if (exact === before) return;
    const region = this.region[slot]!;
    const here = clock * REGION_COUNT + region;
    if (before > 0) this.rest[at] = Math.round((this.level[at]! - this.elapsed[here]!) * before);
    this.rate[at] = exact;
    if (clock === CLOCK.attack) this.attackRate[region]! += exact - before;
    else if (clock === CLOCK.raid) this.raidWeight[region]! += exact - before;
    this.level[at] = exact > 0 ? this.elapsed[here]! + Math.ceil(this.rest[at]! / exact) : Infinity;
    if (this.level[at]! < this.lowest[here]!) this.lowest[here] = this.level[at]!;
  }

  /** Adds a day's hazard of one clock in one region. */
  advance(clock: number, region: number, hazard: number): void {
    const here = clock * REGION_COUNT + region;
    const elapsed = this.elapsed[here]! + Math.round(hazard * UNIT);
    this.elapsed[here] = elapsed;
    if (elapsed >= this.lowest[here]!) this.due = true;
  }

  /**
   * Finds the clocks that ran out since the last call, draws the next ones (hazard left over is carried on) and
   * lists the events in `fired` and `firedOrdinal`. @returns how many events
   */
  collect(clock: number): number {
    if (!this.due) return 0;
    this.due = false;
    const regions = clock * REGION_COUNT;
    this.lowest.fill(Infinity, regions, regions + REGION_COUNT);
    let events = 0;
    for (let i = 0; i < this.count; i++) {
      const slot = this.live[i]!;
      const at = clock * CAPACITY + slot;
      const here = regions + this.region[slot]!;
      while (this.level[at]! <= this.elapsed[here]!) {
        if (events === CAPACITY) throw new Error(`more than ${CAPACITY} events of one kind in a day`);
        const ordinal = this.ordinal[at]!;
        this.insert(events++, slot, ordinal);
        this.ordinal[at] = ordinal + 1;
        const next = this.draws.exponential(
          this.keyHigh[slot]!,
          this.keyLow[slot]!,
          CLOCK_PURPOSE[clock]!,
          ordinal + 1,
        );
        this.level[at] = this.level[at]! + Math.ceil(Math.ceil(next * UNIT) / this.rate[at]!);
      }
      if (this.level[at]! < this.lowest[here]!) this.lowest[here] = this.level[at]!;
    }
    return events;
  }

  /**
   * Takes back an event that `collect` has listed, and those of the same cell after it: the clock that led to it
   * stands again at its full exponential, and the next event has this ordinal.
   */
  takeBack(clock: number, slot: number, ordinal: number): void {
    const at = clock * CAPACITY + slot;
    if (this.ordinal[at]! <= ordinal) return;
    const rate = this.rate[at]!;
    this.setRate(slot, clock, 0);
    this.ordinal[at] = ordinal;
    const drawn = this.draws.exponential(
      this.keyHigh[slot]!,
      this.keyLow[slot]!,
      CLOCK_PURPOSE[clock]!,
      ordinal,
    );
    this.rest[at] = Math.ceil(drawn * UNIT);
    this.setRate(slot, clock, rate);
  }

  /** Insertion by (key, ordinal): whatever slots the cells sit in, events are handled in the same order. */
  private insert(events: number, slot: number, ordinal: number): void {
    let i = events;
    while (i > 0 && this.precedes(slot, ordinal, this.fired[i - 1]!, this.firedOrdinal[i - 1]!)) {
      this.fired[i] = this.fired[i - 1]!;
      this.firedOrdinal[i] = this.firedOrdinal[i - 1]!;
      i--;
    }
    this.fired[i] = slot;
    this.firedOrdinal[i] = ordinal;
  }

  private precedes(a: number, ordinalA: number, b: number, ordinalB: number): boolean {
    if (a === b) return ordinalA < ordinalB;
    if (this.keyHigh[a] !== this.keyHigh[b]) return this.keyHigh[a]! < this.keyHigh[b]!;
    return this.keyLow[a]! < this.keyLow[b]!;
  }

  /** Whether a slot holds a cell. */
  isLive(slot: number): boolean {
    return this.position[slot]! < this.count && this.live[this.position[slot]!] === slot;
  }
}
