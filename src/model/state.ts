/** The state of one replicate. Allocated once per worker and reset for each replicate: no allocation in the day loop. */
import type { Draws } from '../random/draws.js';
import { ENTITY, PURPOSE } from './addresses.js';
import { Arrivals } from './arrivals.js';
import { Cells } from './cells.js';
import { Commanders } from './commanders.js';
import { REGION_COUNT, ZONES } from './geography.js';
import { REACTION_DAYS } from './submodels/pressure.js';
import { Tallies } from './tallies.js';

export class State {
  readonly cells: Cells;
  readonly commanders = new Commanders();
  readonly tallies: Tallies;

  // Clocks of arrivals and of raids that find nobody, by region; of the organisation as a whole, one each.
  readonly inflow: Arrivals;
  readonly releases: Arrivals;
  readonly merger: Arrivals;
  readonly emptyRaids: Arrivals;
  readonly foreignGroups: Arrivals;
  readonly plots: Arrivals;
  private readonly arrivals: readonly Arrivals[];

  // Directorates
  readonly pressure = new Float64Array(REGION_COUNT);
  readonly intelligence = new Float64Array(REGION_COUNT);
  readonly captures = new Float64Array(REGION_COUNT);
  readonly attacksToday = new Float64Array(REGION_COUNT);
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
  /** Probability that an attack in Afghanistan, in KP, is of high impact. */
  highImpact = 0;
  highImpactKp = 0;

  // Media, grievance, nexus
  reach = 1;
  readonly grievance = new Float64Array(REGION_COUNT);
  camps = 0;

  /** Campaign factor by zone, this month. */
  readonly campaign = new Float64Array(ZONES.length);

  constructor(
    public draws: Draws,
    months: number,
  ) {
    this.cells = new Cells(draws);
    this.tallies = new Tallies(months);
    const regional = (purpose: number): Arrivals => new Arrivals(draws, ENTITY.region, purpose, REGION_COUNT);
    const single = (purpose: number): Arrivals => new Arrivals(draws, ENTITY.organisation, purpose, 1);
    this.inflow = regional(PURPOSE.inflowClock);
    this.releases = regional(PURPOSE.releaseClock);
    this.merger = single(PURPOSE.mergerClock);
    this.emptyRaids = regional(PURPOSE.emptyRaidClock);
    this.foreignGroups = single(PURPOSE.foreignClock);
    this.plots = single(PURPOSE.plotClock);
    this.arrivals = [
      this.inflow,
      this.releases,
      this.merger,
      this.emptyRaids,
      this.foreignGroups,
      this.plots,
    ];
  }

  reset(draws: Draws): void {
    this.draws = draws;
    this.cells.reset(draws);
    this.commanders.reset();
    this.tallies.clear();
    for (const clocks of this.arrivals) clocks.reset(draws);
    for (const values of [
      this.pressure,
      this.intelligence,
      this.captures,
      this.attacksToday,
      this.claimsToday,
      this.recentClaims,
      this.claimRing,
    ])
      values.fill(0);
    this.afghanPressure = this.restraint = this.restraintKp = this.recentLosses = this.destroyedToday = 0;
    this.peakCells = this.highImpact = this.highImpactKp = this.camps = 0;
    this.reach = 1;
    this.emphasis.fill(1);
    this.grievance.fill(1);
    this.campaign.fill(1);
  }
}
