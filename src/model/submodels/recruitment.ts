/**
 * Recruitment: cells that form from outside the existing ones (steady inflow, takeover shock, prison releases,
 * the merger in KP), foreign recruits, cells that found another, and attrition other than by raids.
 */
import { DAYS_PER_MONTH, type Day } from '../calendar.js';
import { ENTITY, ORIGIN, PURPOSE, cellKey } from '../addresses.js';
import type { Arrivals } from '../arrivals.js';
import { CLOCK } from '../cells.js';
import { REGION_COUNT, ZONES } from '../geography.js';
import { MERGER, TAKEOVER } from '../history.js';
import { foundCell, setRates } from '../posture.js';
import type { State } from '../state.js';
import type { World } from '../world.js';

const NORTH = ZONES.indexOf('north');
const key = new Uint32Array(2);

export function recruitment(state: State, world: World, day: Day): void {
  inflow(state, world, day);
  foreignRecruits(state, world, day);
  turnover(state, world);
}

function inflow(state: State, world: World, day: Day): void {
  const p = world.parameters;
  const { kp, zone } = world.geography;
  const { origins } = world;
  const { emphasis, grievance } = state;
  const shock = p['inflow-shock'];
  const perDay = ((p['inflow'] * state.reach) / DAYS_PER_MONTH) * (1 - shock + shock * world.shock[day]!);
  let emphasised = 0;
  for (let region = 0; region < REGION_COUNT; region++)
    emphasised += origins[region]! * emphasis[zone[region]!]!;
  const inAfghanistan = emphasised > 0 ? (perDay * (1 - p['inflow-kp'])) / emphasised : 0;
  const inKp = perDay * p['inflow-kp'];
  const supportNorth = p['support-north'];
  for (let region = 0; region < REGION_COUNT; region++) {
    const support = zone[region] === NORTH ? supportNorth : 1;
    const origin = region === kp ? inKp : inAfghanistan * origins[region]! * emphasis[zone[region]!]!;
    arrive(state, world, state.inflow, ORIGIN.inflow, region, origin * support * grievance[region]!);
  }
  if (day === TAKEOVER) {
    const released = p['releases'] * p['cells-afghanistan'];
    for (let region = 0; region < REGION_COUNT; region++) {
      arrive(state, world, state.releases, ORIGIN.release, region, released * world.strongholds[region]!);
    }
  }
  if (day === MERGER) {
    const joined = state.merger.advance(0, p['merger'] * p['cells-kp']);
    for (let n = 0; n < joined; n++) {
      cellKey(ENTITY.region, kp, ORIGIN.merger, n, key);
      foundCell(state, world, key[0]!, key[1]!, kp);
    }
  }
}

function arrive(
  state: State,
  world: World,
  clocks: Arrivals,
  origin: number,
  region: number,
  hazard: number,
): void {
  const before = clocks.ordinal[region]!;
  const arrived = clocks.advance(region, hazard);
  for (let n = before; n < before + arrived; n++) {
    cellKey(ENTITY.region, region, origin, n, key);
    foundCell(state, world, key[0]!, key[1]!, region);
  }
}

/** A group joins one of the active cells, each as likely as any other: an exponential race addressed by cell. */
function foreignRecruits(state: State, world: World, day: Day): void {
  if (day < TAKEOVER) return;
  const p = world.parameters;
  const { cells, draws } = state;
  const before = state.foreignGroups.ordinal[0]!;
  const groups = state.foreignGroups.advance(0, (p['foreign-recruits'] * state.reach) / DAYS_PER_MONTH);
  for (let n = before; n < before + groups; n++) {
    let winner = -1;
    let best = Infinity;
    for (let i = 0; i < cells.count; i++) {
      const slot = cells.live[i]!;
      if (cells.dormantUntil[slot]! > 0) continue;
      const time = draws.exponential(cells.keyHigh[slot]!, cells.keyLow[slot]!, PURPOSE.foreignChoice, n);
      if (time < best) [best, winner] = [time, slot];
    }
    if (winner < 0) continue;
    cells.fighters[winner]! += Math.round(p['foreign-group']);
    cells.skill[winner]! += p['foreign-skill'];
    setRates(state, world, winner);
  }
}

function turnover(state: State, world: World): void {
  const p = world.parameters;
  const { cells } = state;
  const { kp } = world.geography;
  const room = (present: number, crowding: number): number =>
    (p['growth'] * Math.max(0, 1 - present / crowding)) / DAYS_PER_MONTH;
  const inKp = cells.present[kp]!;
  const growth = room(cells.count - inKp, p['crowding']);
  const growthKp = room(inKp, p['crowding-kp']);
  for (let region = 0; region < REGION_COUNT; region++)
    cells.advance(CLOCK.growth, region, region === kp ? growthKp : growth);
  const born = cells.collect(CLOCK.growth);
  for (let i = 0; i < born; i++) {
    const parent = cells.fired[i]!;
    cellKey(cells.keyHigh[parent]!, cells.keyLow[parent]!, ORIGIN.growth, cells.children[parent]!++, key);
    foundCell(state, world, key[0]!, key[1]!, cells.region[parent]!, cells.home[parent]!);
  }
  const attrition = p['attrition-afghanistan'] / DAYS_PER_MONTH;
  const attritionKp = p['attrition-kp'] / DAYS_PER_MONTH;
  for (let region = 0; region < REGION_COUNT; region++)
    cells.advance(CLOCK.attrition, region, region === kp ? attritionKp : attrition);
  const gone = cells.collect(CLOCK.attrition);
  for (let i = 0; i < gone; i++) {
    const slot = cells.fired[i]!;
    if (cells.isLive(slot)) cells.remove(slot, false);
  }
}
