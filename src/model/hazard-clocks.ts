/**
 * Hazard clocks of one kind of event. Each entity has a unit exponential that its hazard spends: (hazard of its
 * group) × (rate of the entity). So a clock is kept as the level of the group's cumulated hazard at which it fires,
 * in a queue per group, and an entity is looked at only when its clock has run out (Kurtz's random time change;
 * Gibson & Bruck 2000). A group's hazard is in turn (a driver's) × (a factor of the group), so that a day costs one
 * addition per driver, and a group is brought up to date only when something in it changes. Everything is a whole
 * number of ticks, so no order of summation can matter.
 */
import type { Draws } from '../random/draws.js';
import { LevelQueue } from './level-queue.js';

/** Ticks of one unit of hazard: ticks of a driver × ticks of a factor. */
export const UNIT = 2 ** 38;
/** Rates of entities are multiples of 2^-20, so that their sums are exact. */
const RATE_UNIT = 2 ** 20;
/** Whole numbers above this are not exact; 2^14 units of hazard. */
const MOST_TICKS = 2 ** 52;
export class HazardClocks {
  /** Entities whose clocks ran out since `clear`, and the ordinals of these events; sorted by key and ordinal. */
  fired: Int32Array;
  firedOrdinal: Int32Array;
  events = 0;
  private readonly rates: Float64Array;
  /** Hazard left to spend while a clock is paused (rate 0). */
  private readonly rest: Float64Array;
  private readonly ordinal: Uint32Array;
  /** Place in the queue of its group. */
  private readonly place: Int32Array;
  private readonly queues: readonly LevelQueue[];
  private readonly elapsed: Float64Array;
  private readonly factor: Float64Array;
  /** The driver's reading when `elapsed` was brought up to date. */
  private readonly seen: Float64Array;
  /** The driver's reading at which the first clock of the group runs out. */
  private readonly due: Float64Array;
  private readonly driverOf: Uint8Array;
  private readonly reading: Float64Array;
  /** Not after the lowest `due` of the driver's groups. */
  private readonly soonest: Float64Array;

  /**
   * @param purpose of the draws. @param region, keyHigh, keyLow of each entity, kept by the caller. @param groupOf
   *   group of each region. @param standard factor that means 1, in ticks: `UNIT` ÷ the ticks of one unit of a driver.
   */
  constructor(
    private draws: Draws,
    private readonly purpose: number,
    private readonly region: Uint8Array,
    private readonly keyHigh: Uint32Array,
    private readonly keyLow: Uint32Array,
    private readonly groupOf: Uint8Array,
    readonly standard: number,
  ) {
    const capacity = region.length;
    const groups = Math.max(...groupOf) + 1;
    this.elapsed = new Float64Array(groups);
    this.factor = new Float64Array(groups);
    this.seen = new Float64Array(groups);
    this.due = new Float64Array(groups);
    this.driverOf = new Uint8Array(groups);
    this.reading = new Float64Array(groups);
    this.soonest = new Float64Array(groups);
    this.fired = new Int32Array(64);
    this.firedOrdinal = new Int32Array(64);
    this.rates = new Float64Array(capacity);
    this.rest = new Float64Array(capacity);
    this.ordinal = new Uint32Array(capacity);
    this.place = new Int32Array(capacity);
    this.queues = Array.from({ length: groups }, () => new LevelQueue(this.place));
  }

  /** Back to no entities, all factors 1. @param driverOf driver of each group. */
  reset(draws: Draws, driverOf: Uint8Array): void {
    this.draws = draws;
    this.events = 0;
    for (const queue of this.queues) queue.size = 0;
    this.elapsed.fill(0);
    this.factor.fill(this.standard);
    this.seen.fill(0);
    this.due.fill(Infinity);
    this.driverOf.set(driverOf);
    this.reading.fill(0);
    this.soonest.fill(Infinity);
  }

  /** Other drivers from here on, as when a scenario's own days begin; what is left of each clock stays. */
  rebind(driverOf: Uint8Array): void {
    const groups = this.queues.length;
    for (let group = 0; group < groups; group++) this.settle(group);
    this.reading.fill(0);
    this.seen.fill(0);
    this.soonest.fill(Infinity);
    this.driverOf.set(driverOf);
    for (let group = 0; group < groups; group++) this.reckon(group);
  }

  /** A fresh, paused clock. @param wait its first exponential. */
  start(entity: number, wait: number): void {
    this.rates[entity] = 0;
    this.ordinal[entity] = 0;
    this.rest[entity] = Math.ceil(wait * UNIT);
  }

  /** Changes an entity's rate; 0 pauses its clock. What is left to spend stays. @returns by how much it changed, exactly */
  setRate(entity: number, rate: number): number {
    const after = Math.round(rate * RATE_UNIT) / RATE_UNIT;
    const before = this.rates[entity]!;
    if (after === before) return 0;
    const group = this.groupOf[this.region[entity]!]!;
    const elapsed = this.settle(group);
    const queue = this.queues[group]!;
    if (before > 0) this.rest[entity] = Math.round((queue.levelOf(entity) - elapsed) * before);
    this.rates[entity] = after;
    const wasFirst = before > 0 && this.place[entity] === 0;
    if (after > 0) {
      const level = elapsed + Math.ceil(this.rest[entity]! / after);
      if (before > 0) queue.change(entity, level);
      else queue.add(entity, level);
    } else queue.take(entity);
    if (wasFirst || this.place[entity] === 0) this.reckon(group);
    return after - before;
  }

  rateOf(entity: number): number {
    return this.rates[entity]!;
  }

  /** Moves an entity's clock to another region; what is left to spend goes with it. The caller updates its region. */
  move(entity: number, region: number): void {
    const from = this.groupOf[this.region[entity]!]!;
    const to = this.groupOf[region]!;
    if (from === to || this.rates[entity] === 0) return;
    const elapsed = this.settle(from);
    const left = this.queues[from]!.levelOf(entity) - elapsed;
    const wasFirst = this.place[entity] === 0;
    this.queues[from]!.take(entity);
    if (wasFirst) this.reckon(from);
    this.queues[to]!.add(entity, this.settle(to) + left);
    if (this.place[entity] === 0) this.reckon(to);
  }

  /** Changes the factor of a group. @param ticks whole number; 0 stops its clocks. */
  setFactor(group: number, ticks: number): void {
    if (this.factor[group] === ticks) return;
    this.settle(group);
    this.factor[group] = ticks;
    this.reckon(group);
  }

  /** Forgets the events that `collect` found. */
  clear(): void {
    this.events = 0;
  }

  /** Spends a day's hazard of one driver, in whole ticks, and collects the clocks that ran out. */
  advance(driver: number, ticks: number): void {
    const reading = this.reading[driver]! + ticks;
    this.reading[driver] = reading;
    if (reading >= this.soonest[driver]!) this.look(driver);
  }

  /** Events of an entity so far. */
  count(entity: number): number {
    return this.ordinal[entity]!;
  }

  /** Takes back an event that was collected, and those of the entity after it: its clock starts again in full. */
  takeBack(entity: number, ordinal: number): void {
    if (this.ordinal[entity]! <= ordinal) return;
    this.ordinal[entity] = ordinal;
    this.rest[entity] = Math.ceil(this.wait(entity, ordinal) * UNIT);
    const rate = this.rates[entity]!;
    if (rate === 0) return;
    const group = this.groupOf[this.region[entity]!]!;
    this.queues[group]!.change(entity, this.settle(group) + Math.ceil(this.rest[entity]! / rate));
    this.reckon(group);
  }

  /** @param entities how many have ever been in use. */
  copyFrom(other: HazardClocks, draws: Draws, entities: number): void {
    this.draws = draws;
    this.events = 0;
    for (const name of ['elapsed', 'factor', 'seen', 'due', 'driverOf', 'reading', 'soonest'] as const)
      this[name].set(other[name]);
    for (const name of ['rates', 'rest', 'ordinal', 'place'] as const)
      this[name].set(other[name].subarray(0, entities));
    this.queues.forEach((queue, group) => queue.copyFrom(other.queues[group]!));
  }

  /** Collects from the groups of a driver that are due. Apart from `advance`, which is called far more often. */
  private look(driver: number): void {
    const reading = this.reading[driver]!;
    this.soonest[driver] = Infinity;
    const groups = this.queues.length;
    for (let group = 0; group < groups; group++) {
      if (this.driverOf[group] !== driver) continue;
      if (this.due[group]! <= reading) this.collect(group);
      if (this.due[group]! < this.soonest[driver]!) this.soonest[driver] = this.due[group]!;
    }
  }

  private collect(group: number): void {
    const elapsed = this.settle(group);
    const queue = this.queues[group]!;
    while (queue.size > 0 && queue.lowest <= elapsed) {
      const entity = queue.first;
      const ordinal = this.ordinal[entity]!++;
      this.list(entity, ordinal);
      const next = Math.ceil(this.wait(entity, ordinal + 1) * UNIT);
      queue.postpone(queue.lowest + Math.ceil(next / this.rates[entity]!));
    }
    this.reckon(group);
  }

  private wait(entity: number, ordinal: number): number {
    return this.draws.wait(this.keyHigh[entity]!, this.keyLow[entity]!, this.purpose, ordinal);
  }

  /** Brings a group's cumulated hazard up to date. @returns it */
  private settle(group: number): number {
    const reading = this.reading[this.driverOf[group]!]!;
    const seen = this.seen[group]!;
    if (reading === seen) return this.elapsed[group]!;
    const spent = (reading - seen) * this.factor[group]!;
    if (spent > MOST_TICKS)
      throw new Error('hazards are out of any plausible range: more than 16,384 events');
    let elapsed = this.elapsed[group]! + spent;
    if (elapsed > MOST_TICKS) {
      // Counted from here on: only differences of levels matter.
      this.queues[group]!.lower(this.elapsed[group]!);
      elapsed = spent;
    }
    this.elapsed[group] = elapsed;
    this.seen[group] = reading;
    return elapsed;
  }

  /**
   * Finds when a group, just settled, is due; called when its first clock or its factor changes. Rounding is
   * monotone, so that it is never found too late.
   */
  private reckon(group: number): void {
    const factor = this.factor[group]!;
    const queue = this.queues[group]!;
    let due = Infinity;
    if (queue.size > 0 && factor > 0)
      due = this.seen[group]! + (queue.lowest - this.elapsed[group]!) / factor;
    this.due[group] = due;
    const driver = this.driverOf[group]!;
    if (due < this.soonest[driver]!) this.soonest[driver] = due;
  }

  /** Insertion by (key, ordinal): whatever slots entities sit in, events are handled in the same order. */
  private list(entity: number, ordinal: number): void {
    if (this.events === this.fired.length) {
      this.fired = widened(this.fired);
      this.firedOrdinal = widened(this.firedOrdinal);
    }
    let i = this.events++;
    while (i > 0 && this.precedes(entity, ordinal, this.fired[i - 1]!, this.firedOrdinal[i - 1]!)) {
      this.fired[i] = this.fired[i - 1]!;
      this.firedOrdinal[i] = this.firedOrdinal[i - 1]!;
      i--;
    }
    this.fired[i] = entity;
    this.firedOrdinal[i] = ordinal;
  }

  private precedes(a: number, ordinalA: number, b: number, ordinalB: number): boolean {
    if (a === b) return ordinalA < ordinalB;
    if (this.keyHigh[a] !== this.keyHigh[b]) return this.keyHigh[a]! < this.keyHigh[b]!;
    return this.keyLow[a]! < this.keyLow[b]!;
  }
}

/** Twice as long, with the same beginning: happens a few times in the life of a worker, not in a day. */
function widened(list: Int32Array): Int32Array {
  const wider = new Int32Array(2 * list.length);
  wider.set(list);
  return wider;
}
