/** The state of one replicate. Allocated once per worker and reset for each replicate: no allocation in the day loop. */
import type { Draws } from '../random/draws.js';
import { ENTITY, PURPOSE } from './addresses.js';
import { Arrivals } from './arrivals.js';
import type { Day } from './calendar.js';
import { CAPACITY, Cells, type Grouping, TICKS } from './cells.js';
import { Commanders } from './commanders.js';
import { type Geography, REGION_COUNT, ZONES } from './geography.js';
import { HazardClocks, UNIT } from './hazard-clocks.js';
import { REACTION_DAYS } from './submodels/pressure.js';
import { Tallies } from './tallies.js';
import type { World } from './world.js';

/** Entity words of regions: a class word and the index. */
const REGION_HIGH = new Uint32Array(REGION_COUNT).fill(ENTITY.region);
const REGION_LOW = Uint32Array.from({ length: REGION_COUNT }, (_, region) => region);
const REGION_INDEX = Uint8Array.from(REGION_LOW);
const DAYS_PER_MONTH_AT_MOST = 31;

/** What `copyFrom` takes over as it is: numbers, and arrays of numbers. */
const NUMBERS = [
  'phase',
  'afghanPressure',
  'restraint',
  'restraintKp',
  'recentLosses',
  'destroyedToday',
  'peakCells',
  'lostCapacity',
  'reach',
  'camps',
] as const;
const SERIES = [
  'intelligence',
  'captures',
  'attacksSince',
  'capacity',
  'claimsToday',
  'recentClaims',
  'claimRing',
  'emphasis',
  'grievance',
  'campaign',
  'hazardSpent',
  'hazardSeen',
  'expected',
] as const;

/**
 * All that changes while a replicate runs: cells, commanders, clocks, knowledge, memory and tallies. Series over regions
 * are in the order of the geography. What does not change is in `World`.
 */
export class State {
  readonly cells: Cells;
  readonly commanders = new Commanders();
  readonly tallies: Tallies;

  /** Clocks of cells that form in a region. */
  readonly inflow: HazardClocks;
  // Of releases by region; of the organisation as a whole, one each.
  readonly releases: Arrivals;
  readonly merger: Arrivals;
  readonly foreignGroups: Arrivals;
  readonly plots: Arrivals;
  private readonly arrivals: readonly Arrivals[];

  /** Index of the phase that levers have set. */
  phase = 0;

  // Directorates: pressure by series; by region intelligence, what was seen since the last review, raids a day at
  // pressure 1, and claims of late
  readonly pressure = new Float64Array(REGION_COUNT + 1);
  readonly intelligence = new Float64Array(REGION_COUNT);
  readonly captures = new Float64Array(REGION_COUNT);
  readonly attacksSince = new Float64Array(REGION_COUNT);
  readonly capacity = new Float64Array(REGION_COUNT);
  readonly claimsToday = new Float64Array(REGION_COUNT);
  readonly recentClaims = new Float64Array(REGION_COUNT);
  readonly claimRing = new Float64Array(REGION_COUNT * REACTION_DAYS);
  /** Mean pressure where Afghan cells are. */
  afghanPressure = 0;

  // Leadership: restraint in Afghanistan and in KP, emphasis by zone, memory of losses, peak of cells
  restraint = 0;
  restraintKp = 0;
  readonly emphasis = new Float64Array(ZONES.length);
  /** Share of Afghan cells that raids destroyed a month, smoothed. */
  recentLosses = 0;
  destroyedToday = 0;
  peakCells = 0;
  /** Share of the peak of Afghan cells that is gone. */
  lostCapacity = 0;

  // Media, grievance, nexus
  reach = 1;
  readonly grievance = new Float64Array(REGION_COUNT);
  camps = 0;

  /** Campaign factor by zone, this month. */
  readonly campaign = new Float64Array(ZONES.length);
  /** Claimable hazard of a cell of rate 1 this month, by zone; how much of it a region has counted; expected claims. */
  readonly hazardSpent = new Float64Array(ZONES.length);
  readonly hazardSeen = new Float64Array(REGION_COUNT);
  readonly expected = new Float64Array(REGION_COUNT);

  private readonly grouping: Grouping;

  /** @param months longest run. @param most cells at once. */
  constructor(
    public draws: Draws,
    { zone, kp }: Geography,
    months: number,
    most = CAPACITY,
  ) {
    const theatre = REGION_INDEX.map((region) => (region === kp ? 1 : 0));
    this.grouping = { zone, theatre, region: REGION_INDEX };
    this.cells = new Cells(draws, this.grouping, months * DAYS_PER_MONTH_AT_MOST, most);
    this.tallies = new Tallies(months);
    const single = (purpose: number): Arrivals => new Arrivals(draws, ENTITY.organisation, purpose, 1);
    this.inflow = new HazardClocks(
      draws,
      PURPOSE.inflowClock,
      REGION_INDEX,
      REGION_HIGH,
      REGION_LOW,
      REGION_INDEX,
      UNIT / TICKS,
    );
    this.releases = new Arrivals(draws, ENTITY.region, PURPOSE.releaseClock, REGION_COUNT);
    this.merger = single(PURPOSE.mergerClock);
    this.foreignGroups = single(PURPOSE.foreignClock);
    this.plots = single(PURPOSE.plotClock);
    this.arrivals = [this.releases, this.merger, this.foreignGroups, this.plots];
  }

  /** Back to before the first day of a world. */
  reset(draws: Draws, world: World): void {
    this.draws = draws;
    this.cells.reset(draws, this.grouping, world.seriesOf);
    this.inflow.reset(draws, this.grouping.zone);
    for (let region = 0; region < REGION_COUNT; region++)
      this.inflow.start(region, draws.wait(ENTITY.region, region, PURPOSE.inflowClock, 0));
    this.commanders.reset();
    this.tallies.clear();
    for (const clocks of this.arrivals) clocks.reset(draws);
    for (const name of NUMBERS) this[name] = 0;
    for (const name of SERIES) this[name].fill(0);
    this.pressure.fill(0);
    this.reach = 1;
    this.emphasis.fill(1);
    this.grievance.fill(1);
    this.campaign.fill(1);
  }

  /**
   * Takes over another state as it is before a day, to go on in a world of its own. The two worlds must agree on
   * every earlier day (`firstDifference`).
   */
  copyFrom(other: State, world: World, day: Day): void {
    const { draws } = other;
    this.draws = draws;
    this.cells.copyFrom(other.cells, draws);
    this.inflow.copyFrom(other.inflow, draws, REGION_COUNT);
    this.cells.raid.rebind(world.seriesOf);
    this.cells.relocation.rebind(world.seriesOf);
    this.commanders.copyFrom(other.commanders);
    this.tallies.copyFrom(other.tallies);
    for (const [i, clocks] of this.arrivals.entries()) clocks.copyFrom(other.arrivals[i]!, draws);
    for (const name of NUMBERS) this[name] = other[name];
    for (const name of SERIES) this[name].set(other[name]);
    this.phase = Math.max(0, world.phases.filter(({ from }) => from < day).length - 1);
  }
}
