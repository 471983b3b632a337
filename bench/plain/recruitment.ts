/** Cells that come and go other than by raids: inflow, releases, the merger, foreign groups, growth, attrition. */
import { ENTITY, ORIGIN, PURPOSE, cellKey } from '../../src/model/addresses.js';
import { DAYS_PER_MONTH } from '../../src/model/calendar.js';
import { ZONES } from '../../src/model/geography.js';
import { MERGER, TAKEOVER } from '../../src/model/history.js';
import { type Cell, chosenBy } from './cell.js';
import { type Clock, TICKS, drawTicks, exactRate } from './clock.js';
import type { PlainState } from './plain-state.js';
import type { Region } from './region.js';

const NORTH = ZONES.indexOf('north');
const KP = ZONES.indexOf('kp');
const key = new Uint32Array(4);
const block = new Uint32Array(4);

/** Ticks of a day: hazard in multiples of 2^-30, factor in multiples of 2^-8. */
export function dayTicks(hazard: number, factor = 1): number {
  return Math.round(hazard * 2 ** 30) * Math.round(factor * 2 ** 8);
}

/** Spends a cell's clock, and lists the events. */
export function spend(
  state: PlainState,
  cell: Cell,
  clock: Clock,
  purpose: number,
  rate: number,
  ticks: number,
): void {
  clock.setRate(rate);
  clock.left -= ticks;
  while (clock.left <= 0) {
    state.events.insert(cell, clock.ordinal);
    state.eventCount++;
    clock.goOn(drawTicks(state.draws, cell.high, cell.low, purpose, clock.ordinal + 1));
  }
}

export function recruitment(state: PlainState, day: number): void {
  inflow(state, day);
  releases(state, day);
  if (day === MERGER) merger(state);
  if (day >= TAKEOVER) foreignRecruits(state);
  growth(state);
  attrition(state);
}

function foundFrom(state: PlainState, region: Region, origin: number, ordinal: number): void {
  state.eventCount++;
  cellKey(ENTITY.region, region.index, origin, ordinal, key);
  state.found(key[0]!, key[1]!, region, region);
}

function inflow(state: PlainState, day: number): void {
  const { world, emphasis, phase, draws } = state;
  const p = world.parameters;
  const shock = p['inflow-shock'];
  const perDay = ((p['inflow'] * state.reach) / DAYS_PER_MONTH) * (1 - shock + shock * world.shock[day]!);
  let emphasised = 0;
  for (let zone = 0; zone < KP; zone++) emphasised += world.originsOfZone[zone]! * emphasis[zone]!;
  const inAfghanistan = emphasised > 0 ? (perDay * (1 - p['inflow-kp'])) / emphasised : 0;
  for (const region of state.regions) {
    const { index, zone, isKp } = region;
    const support = zone === NORTH ? p['support-north'] : 1;
    const hazard = isKp ? perDay * p['inflow-kp'] : inAfghanistan * emphasis[zone]! * support;
    const origin = isKp ? 1 : world.origins[index]!;
    const clock = region.inflow;
    clock.setRate(exactRate(origin * region.grievance * phase.inflow[index]!));
    clock.left -= dayTicks(hazard);
    while (clock.left <= 0) {
      foundFrom(state, region, ORIGIN.inflow, clock.ordinal);
      clock.goOn(drawTicks(draws, ENTITY.region, index, PURPOSE.inflowClock, clock.ordinal + 1));
    }
  }
}

function releases(state: PlainState, day: number): void {
  for (const { day: on, hazard } of state.world.releases) {
    if (on !== day) continue;
    for (const region of state.regions) {
      const before = region.releases.ordinal;
      const released = region.releases.spend(Math.round(hazard[region.index]! * TICKS));
      for (let n = before; n < before + released; n++) foundFrom(state, region, ORIGIN.release, n);
    }
  }
}

function merger(state: PlainState): void {
  const before = state.merger.ordinal;
  const p = state.world.parameters;
  const expected = p['merger'] * p['cells-kp'];
  const joined = state.merger.spend(Math.round(expected * TICKS));
  for (let n = before; n < before + joined; n++) foundFrom(state, state.kp, ORIGIN.merger, n);
}

function foreignRecruits(state: PlainState): void {
  const { foreignGroups, draws } = state;
  const p = state.world.parameters;
  const before = foreignGroups.ordinal;
  const hazard = (p['foreign-recruits'] * state.reach * state.phase.foreign) / DAYS_PER_MONTH;
  const groups = foreignGroups.spend(Math.round(hazard * TICKS));
  for (let n = before; n < before + groups; n++) {
    state.eventCount++;
    draws.words(ENTITY.organisation, 0, PURPOSE.foreignChoice, n, block);
    const cell = chosenBy(block[0]!, state.cells, ({ dormantUntil }) => dormantUntil === 0);
    if (cell === null) continue;
    cell.fighters += Math.round(p['foreign-group']);
    cell.skill += p['foreign-skill'];
  }
}

function growth(state: PlainState): void {
  const p = state.world.parameters;
  const { cells, events } = state;
  const room = (present: number, crowding: number): number =>
    dayTicks((p['growth'] * Math.max(0, 1 - present / crowding)) / DAYS_PER_MONTH);
  const afghan = room(cells.length - state.kp.present, p['crowding']);
  const inKp = room(state.kp.present, p['crowding-kp']);
  for (const region of state.regions) region.growthTicks = region.isKp ? inKp : afghan;
  events.clear();
  for (const cell of cells) {
    const rate = cell.dormantUntil === 0 ? 1 : 0;
    spend(state, cell, cell.growth, PURPOSE.growthClock, rate, cell.region.growthTicks);
  }
  for (let i = 0; i < events.count; i++) {
    const parent = events.cells[i]!;
    cellKey(parent.high, parent.low, ORIGIN.growth, events.ordinals[i]!, key);
    state.found(key[0]!, key[1]!, parent.region, parent.home);
  }
}

function attrition(state: PlainState): void {
  const p = state.world.parameters;
  const { events, phase } = state;
  for (const region of state.regions) {
    const perMonth = region.isKp ? p['attrition-kp'] : p['attrition-afghanistan'];
    region.attritionTicks = dayTicks(perMonth / DAYS_PER_MONTH, phase.attrition[region.index]!);
  }
  events.clear();
  for (const cell of state.cells)
    spend(state, cell, cell.attrition, PURPOSE.attritionClock, 1, cell.region.attritionTicks);
  for (let i = 0; i < events.count; i++) {
    const cell = events.cells[i]!;
    if (cell.alive) state.remove(cell);
  }
}
