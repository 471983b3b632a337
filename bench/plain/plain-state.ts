/** The state of one replicate of the plain loop: built anew for each, of objects that refer to each other. */
import { ENTITY, PURPOSE } from '../../src/model/addresses.js';
import { PLACE_COUNT, REGION_COUNT, ZONES } from '../../src/model/geography.js';
import type { Phase } from '../../src/model/phases.js';
import { COUNTER_COUNT, type Tallies } from '../../src/model/tallies.js';
import type { World } from '../../src/model/world.js';
import type { Draws } from '../../src/random/draws.js';
import { Cell, Events, Post } from './cell.js';
import { drawTicks } from './clock.js';
import { Arrivals, Region } from './region.js';

const POSTS_PER_ZONE = 4;
const SENIOR_PER_ZONE = 2;

/** What the standard model does not do, for comparisons of ways to draw. */
export interface PlainOptions {
  /** Draw every clock anew on the first of each month, addressed by month: as exact, since waits have no memory. */
  readonly redraw: 'never' | 'monthly';
}

export class PlainState {
  readonly regions: readonly Region[];
  readonly kp: Region;
  readonly cells: Cell[] = [];
  readonly posts: readonly Post[];
  readonly events = new Events();
  readonly merger: Arrivals;
  readonly foreignGroups: Arrivals;
  readonly plots: Arrivals;

  phase: Phase;
  phaseIndex = 0;
  /** Month of the day. */
  month = 0;
  afghanPressure = 0;
  restraint = 0;
  restraintKp = 0;
  recentLosses = 0;
  destroyedToday = 0;
  peakCells = 0;
  highImpact = 0;
  highImpactKp = 0;
  reach = 1;
  camps = 0;
  readonly emphasis = ZONES.map(() => 1);
  readonly campaign = ZONES.map(() => 1);

  /** Cells × days, and events of all clocks, so far. */
  cellDays = 0;
  eventCount = 0;

  constructor(
    readonly world: World,
    readonly draws: Draws,
    readonly tallies: Tallies,
    readonly options: PlainOptions,
  ) {
    const { zone, kp } = world.geography;
    this.phase = world.phases[0]!;
    this.regions = Array.from({ length: REGION_COUNT }, (_, region) => {
      const [toKp, abroad] = [world.borders.reachesKp[region]!, world.borders.reachesAbroad[region]!];
      const borders = toKp + abroad;
      const crossing = borders > 0 ? world.parameters['cross-border'] : 0;
      const intoKp = borders > 0 ? toKp / borders : 0;
      return new Region(region, zone[region]!, region === kp, crossing, intoKp, draws);
    });
    this.kp = this.regions[kp]!;
    this.posts = Array.from(
      { length: POSTS_PER_ZONE * ZONES.length },
      (_, post) => new Post(post, post % POSTS_PER_ZONE < SENIOR_PER_ZONE),
    );
    const single = (purpose: number): Arrivals => new Arrivals(ENTITY.organisation, 0, purpose, draws);
    this.merger = single(PURPOSE.mergerClock);
    this.foreignGroups = single(PURPOSE.foreignClock);
    this.plots = single(PURPOSE.plotClock);
  }

  count(counter: number, place: number, amount = 1): void {
    this.tallies.values[(this.month * COUNTER_COUNT + counter) * PLACE_COUNT + place]! += amount;
  }

  seniorPosts(zone: number): readonly Post[] {
    return this.posts.slice(zone * POSTS_PER_ZONE, zone * POSTS_PER_ZONE + SENIOR_PER_ZONE);
  }

  postOf(region: Region, low: number): Post {
    return this.posts[region.zone * POSTS_PER_ZONE + (low % POSTS_PER_ZONE)]!;
  }

  found(high: number, low: number, region: Region, home: Region): void {
    const standard = this.world.parameters['fighters-per-cell'];
    this.cells.push(new Cell(high, low, home, region, this.postOf(region, low), standard, this.draws));
    region.present++;
  }

  remove(cell: Cell): void {
    cell.alive = false;
    cell.region.present--;
    if (cell.exposedUntil > 0) cell.region.exposed--;
    const last = this.cells.pop()!;
    if (last !== cell) this.cells[this.cells.indexOf(cell)] = last;
  }

  move(cell: Cell, region: Region): void {
    const exposed = cell.exposedUntil > 0 ? 1 : 0;
    cell.region.present--;
    cell.region.exposed -= exposed;
    cell.region = region;
    region.present++;
    region.exposed += exposed;
    cell.post = this.postOf(region, cell.low);
  }

  expose(cell: Cell, day: number): void {
    if (cell.exposedUntil === 0) cell.region.exposed++;
    cell.exposedUntil = day + Math.round(this.world.parameters['exposure-days']);
  }

  /** The clocks of everything, drawn anew at addresses of their own for this month. */
  redrawClocks(): void {
    const ordinal = this.month * 2 ** 16;
    const { draws } = this;
    for (const { high, low, attack, raid, attrition, relocation, growth } of this.cells) {
      const clocks = [
        [attack, PURPOSE.attackClock],
        [raid, PURPOSE.raidClock],
        [attrition, PURPOSE.attritionClock],
        [relocation, PURPOSE.relocationClock],
        [growth, PURPOSE.growthClock],
      ] as const;
      for (const [clock, purpose] of clocks)
        clock.restart(ordinal, drawTicks(draws, high, low, purpose, ordinal));
    }
    for (const { index, inflow, emptyRaids, releases } of this.regions) {
      inflow.restart(ordinal, drawTicks(draws, ENTITY.region, index, PURPOSE.inflowClock, ordinal));
      emptyRaids.restart(ordinal, drawTicks(draws, ENTITY.region, index, PURPOSE.raidClock, ordinal));
      releases.redraw(ordinal);
    }
    for (const arrivals of [this.merger, this.foreignGroups, this.plots]) arrivals.redraw(ordinal);
  }
}
