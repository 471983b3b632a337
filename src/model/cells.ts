/**
 * Cells as a struct of arrays, each with five hazard clocks, and the sums over cells that hazards need. A cell sits
 * in a slot; nothing may depend on which.
 */
import { type Draws, waitOf } from '../random/draws.js';
import { ENTITY, PURPOSE } from './addresses.js';
import { Buckets } from './buckets.js';
import { REGION_COUNT, ZONES } from './geography.js';
import { HazardClocks, UNIT } from './hazard-clocks.js';

/** More cells than this at once is an error of the parameters, not a scenario. */
export const CAPACITY = 4096;

/** Where hazards are one for a zone, one for a theatre (0 Afghanistan, 1 KP), or a region's own. */
export interface Grouping {
  readonly zone: Uint8Array;
  readonly theatre: Uint8Array;
  readonly region: Uint8Array;
}

/** Ticks of a driver for one unit of hazard, or of pressure in the raids' case. */
export const TICKS = 2 ** 30;
export const PRESSURE_TICKS = 2 ** 14;

const ZONE_INDEX = Uint8Array.from(ZONES, (_, zone) => zone);
const THEATRE_INDEX = Uint8Array.of(0, 1);
const block = new Uint32Array(4);

export class Cells {
  readonly keyHigh: Uint32Array;
  readonly keyLow: Uint32Array;
  readonly home: Uint8Array;
  readonly region: Uint8Array;
  readonly commander: Uint8Array;
  readonly fighters: Float64Array;
  readonly skill: Float64Array;
  /** First day on which the cell is active again; 0 = active. */
  readonly dormantUntil: Int32Array;
  /** First day on which the cell is hidden again; 0 = hidden. */
  readonly exposedUntil: Int32Array;
  readonly children: Uint32Array;

  readonly attack: HazardClocks;
  readonly raid: HazardClocks;
  readonly attrition: HazardClocks;
  readonly relocation: HazardClocks;
  readonly growth: HazardClocks;
  readonly clocks: readonly HazardClocks[];

  /** Cells by region, by the day on which they resume, by the day on which they are hidden again. */
  readonly byRegion: Buckets;
  readonly resuming: Buckets;
  readonly hiding: Buckets;

  /** Slots in use: `live[0 … count − 1]`. */
  readonly live: Int32Array;
  count = 0;
  created = 0;
  destroyed = 0;
  left = 0;
  /** Sum of attack rates, sum of raid weights, number of cells and of exposed ones, per region; exact. */
  readonly attackRate = new Float64Array(REGION_COUNT);
  readonly raidWeight = new Float64Array(REGION_COUNT);
  readonly present = new Int32Array(REGION_COUNT);
  readonly exposed = new Int32Array(REGION_COUNT);

  /** Slots given back, and how many slots have ever been in use. */
  private readonly free: Int32Array;
  private freed = 0;
  private used = 0;
  private readonly position: Int32Array;

  /**
   * @param grouping of regions. @param days longest run. @param most cells at once. The first slots stand for nobody,
   *   one a region: a raid that finds nobody is an event of the region.
   */
  constructor(
    private draws: Draws,
    grouping: Grouping,
    days: number,
    private readonly most: number,
  ) {
    const capacity = most + REGION_COUNT;
    this.keyHigh = new Uint32Array(capacity);
    this.keyLow = new Uint32Array(capacity);
    this.home = new Uint8Array(capacity);
    this.region = new Uint8Array(capacity);
    this.commander = new Uint8Array(capacity);
    this.fighters = new Float64Array(capacity);
    this.skill = new Float64Array(capacity);
    this.dormantUntil = new Int32Array(capacity);
    this.exposedUntil = new Int32Array(capacity);
    this.children = new Uint32Array(capacity);
    this.live = new Int32Array(capacity);
    this.free = new Int32Array(capacity);
    this.position = new Int32Array(capacity);
    this.byRegion = new Buckets(REGION_COUNT, capacity);
    this.resuming = new Buckets(days, capacity);
    this.hiding = new Buckets(days, capacity);
    const clocks = (purpose: number, groupOf: Uint8Array, ticks = TICKS): HazardClocks =>
      new HazardClocks(draws, purpose, this.region, this.keyHigh, this.keyLow, groupOf, UNIT / ticks);
    this.attack = clocks(PURPOSE.attackClock, grouping.zone);
    this.raid = clocks(PURPOSE.raidClock, grouping.region, PRESSURE_TICKS);
    this.attrition = clocks(PURPOSE.attritionClock, grouping.region);
    this.relocation = clocks(PURPOSE.relocationClock, grouping.region);
    this.growth = clocks(PURPOSE.growthClock, grouping.theatre);
    this.clocks = [this.attack, this.raid, this.attrition, this.relocation, this.growth];
  }

  /** Back to no cells, for another replicate. @param seriesOf series of pressure that drives each region's clocks. */
  reset(draws: Draws, grouping: Grouping, seriesOf: Uint8Array): void {
    this.draws = draws;
    this.attack.reset(draws, ZONE_INDEX);
    this.raid.reset(draws, seriesOf);
    this.attrition.reset(draws, grouping.theatre);
    this.relocation.reset(draws, seriesOf);
    this.growth.reset(draws, THEATRE_INDEX);
    for (let region = 0; region < REGION_COUNT; region++) {
      this.keyHigh[region] = ENTITY.region;
      this.keyLow[region] = region;
      this.region[region] = region;
      this.raid.start(region, draws.wait(ENTITY.region, region, PURPOSE.raidClock, 0));
    }
    this.count = this.created = this.destroyed = this.left = this.freed = 0;
    this.used = REGION_COUNT;
    this.byRegion.clear();
    this.resuming.clear();
    this.hiding.clear();
    this.attackRate.fill(0);
    this.raidWeight.fill(0);
    this.present.fill(0);
    this.exposed.fill(0);
  }

  /** A new cell with fresh clocks, all paused until `setRates`. @returns its slot @throws Error when the capacity is exceeded */
  add(high: number, low: number, home: number, region: number, fighters: number): number {
    if (this.count === this.most)
      throw new Error(`more than ${this.most} cells at once: inflow or growth is out of any plausible range`);
    const slot = this.freed > 0 ? this.free[--this.freed]! : this.used++;
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
    this.byRegion.file(slot, region);
    this.draws.words(high, low, PURPOSE.birth, 0, block);
    this.attack.start(slot, waitOf(block[0]!));
    this.raid.start(slot, waitOf(block[1]!));
    this.attrition.start(slot, waitOf(block[2]!));
    this.relocation.start(slot, waitOf(block[3]!));
    this.growth.start(slot, this.draws.wait(high, low, PURPOSE.birth, 1));
    return slot;
  }

  /** Takes out a cell whose clocks are all paused. */
  remove(slot: number, destroyed: boolean): void {
    this.hide(slot);
    this.resuming.take(slot);
    this.byRegion.take(slot);
    this.present[this.region[slot]!]!--;
    const last = this.live[--this.count]!;
    this.live[this.position[slot]!] = last;
    this.position[last] = this.position[slot]!;
    this.free[this.freed++] = slot;
    if (destroyed) this.destroyed++;
    else this.left++;
  }

  /** Moves a cell; what its clocks have left to spend goes with it. */
  move(slot: number, region: number): void {
    for (const clocks of this.clocks) clocks.move(slot, region);
    const former = this.region[slot]!;
    const exposed = this.exposedUntil[slot]! > 0 ? 1 : 0;
    this.present[former]!--;
    this.exposed[former]! -= exposed;
    this.region[slot] = region;
    this.present[region]!++;
    this.exposed[region]! += exposed;
    this.byRegion.file(slot, region);
  }

  /** Exposes a cell until a day. */
  expose(slot: number, until: number): void {
    if (this.exposedUntil[slot] === 0) this.exposed[this.region[slot]!]!++;
    this.exposedUntil[slot] = until;
    this.hiding.file(slot, until);
  }

  hide(slot: number): void {
    if (this.exposedUntil[slot]! > 0) this.exposed[this.region[slot]!]!--;
    this.exposedUntil[slot] = 0;
    this.hiding.take(slot);
  }

  /** Makes a cell dormant until a day. */
  disrupt(slot: number, until: number): void {
    this.dormantUntil[slot] = until;
    this.resuming.file(slot, until);
  }

  resume(slot: number): void {
    this.dormantUntil[slot] = 0;
    this.resuming.take(slot);
  }

  /** Whether a slot holds a cell. */
  isLive(slot: number): boolean {
    return this.position[slot]! < this.count && this.live[this.position[slot]!] === slot;
  }

  /** Takes over another's cells, as they are. */
  copyFrom(other: Cells, draws: Draws): void {
    this.draws = draws;
    const { used, count } = other;
    for (const name of [
      'keyHigh',
      'keyLow',
      'home',
      'region',
      'commander',
      'fighters',
      'skill',
      'dormantUntil',
      'exposedUntil',
      'children',
      'position',
    ] as const)
      this[name].set(other[name].subarray(0, used));
    this.live.set(other.live.subarray(0, count));
    this.free.set(other.free.subarray(0, other.freed));
    for (const name of ['attackRate', 'raidWeight', 'present', 'exposed'] as const)
      this[name].set(other[name]);
    for (const [i, clocks] of this.clocks.entries()) clocks.copyFrom(other.clocks[i]!, draws, used);
    for (const name of ['byRegion', 'resuming', 'hiding'] as const) this[name].copyFrom(other[name], used);
    this.count = count;
    this.used = used;
    this.freed = other.freed;
    this.created = other.created;
    this.destroyed = other.destroyed;
    this.left = other.left;
  }
}
