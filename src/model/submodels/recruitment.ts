/**
 * Recruitment: cells that form from outside the existing ones (steady inflow, takeover shock, prison releases,
 * the merger in KP), foreign recruits, cells that found another, and attrition other than by raids.
 */
import { DAYS_PER_MONTH, type Day } from '../calendar.js';
import { ENTITY, ORIGIN, PURPOSE, cellKey } from '../addresses.js';
import { TICKS } from '../cells.js';
import { REGION_COUNT, ZONES } from '../geography.js';
import { MERGER, TAKEOVER } from '../history.js';
import { foundCell, removeCell, setStrength } from '../posture.js';
import { Rendezvous } from '../rendezvous.js';
import type { State } from '../state.js';
import type { World } from '../world.js';

const NORTH = ZONES.indexOf('north');
const KP = ZONES.indexOf('kp');
const AFGHANISTAN = 0;
const KP_THEATRE = 1;
const key = new Uint32Array(2);
const words = new Uint32Array(4);
const choice = new Rendezvous();

export function recruitment(state: State, world: World, day: Day): void {
  inflow(state, world, day);
  foreignRecruits(state, world, day);
  turnover(state, world);
}

function inflow(state: State, world: World, day: Day): void {
  const p = world.parameters;
  const { kp } = world.geography;
  const { originsOfZone } = world;
  const { emphasis } = state;
  const shock = p['inflow-shock'];
  const perDay = ((p['inflow'] * state.reach) / DAYS_PER_MONTH) * (1 - shock + shock * world.shock[day]!);
  let emphasised = 0;
  for (let zone = 0; zone < KP; zone++) emphasised += originsOfZone[zone]! * emphasis[zone]!;
  const inAfghanistan = emphasised > 0 ? (perDay * (1 - p['inflow-kp'])) / emphasised : 0;
  state.inflow.clear();
  for (let zone = 0; zone < KP; zone++) {
    const support = zone === NORTH ? p['support-north'] : 1;
    state.inflow.advance(zone, Math.round(inAfghanistan * emphasis[zone]! * support * TICKS));
  }
  state.inflow.advance(KP, Math.round(perDay * p['inflow-kp'] * TICKS));
  for (let i = 0; i < state.inflow.events; i++)
    form(state, world, ORIGIN.inflow, state.inflow.fired[i]!, state.inflow.firedOrdinal[i]!);
  for (const release of world.releases) {
    if (release.day !== day) continue;
    for (let region = 0; region < REGION_COUNT; region++) {
      const before = state.releases.ordinal[region]!;
      const freed = state.releases.advance(region, release.hazard[region]!);
      for (let n = before; n < before + freed; n++) form(state, world, ORIGIN.release, region, n);
    }
  }
  if (day === MERGER) {
    const joined = state.merger.advance(0, p['merger'] * p['cells-kp']);
    for (let n = 0; n < joined; n++) form(state, world, ORIGIN.merger, kp, n);
  }
}

/** A cell of a region, by where it comes from and its number among those. */
function form(state: State, world: World, origin: number, region: number, ordinal: number): void {
  cellKey(ENTITY.region, region, origin, ordinal, key);
  foundCell(state, world, key[0]!, key[1]!, region);
}

/** A group joins one of the active cells, each as likely as any other. */
function foreignRecruits(state: State, world: World, day: Day): void {
  if (day < TAKEOVER) return;
  const p = world.parameters;
  const { cells, draws } = state;
  const before = state.foreignGroups.ordinal[0]!;
  const perMonth = p['foreign-recruits'] * state.reach * world.phases[state.phase]!.foreign;
  const groups = state.foreignGroups.advance(0, perMonth / DAYS_PER_MONTH);
  for (let n = before; n < before + groups; n++) {
    draws.words(ENTITY.organisation, 0, PURPOSE.foreignChoice, n, words);
    choice.start(words[0]!);
    for (let i = 0; i < cells.count; i++) {
      const slot = cells.live[i]!;
      if (cells.dormantUntil[slot] === 0) choice.offer(cells, slot);
    }
    const { winner } = choice;
    if (winner < 0) continue;
    cells.fighters[winner]! += Math.round(p['foreign-group']);
    cells.skill[winner]! += p['foreign-skill'];
    setStrength(state, world, winner);
  }
}

function turnover(state: State, world: World): void {
  const p = world.parameters;
  const { cells } = state;
  const { attrition, growth } = cells;
  const inKp = cells.present[world.geography.kp]!;
  growth.clear();
  growth.advance(AFGHANISTAN, room(p['growth'], cells.count - inKp, p['crowding']));
  growth.advance(KP_THEATRE, room(p['growth'], inKp, p['crowding-kp']));
  for (let i = 0; i < growth.events; i++) {
    const parent = growth.fired[i]!;
    cellKey(cells.keyHigh[parent]!, cells.keyLow[parent]!, ORIGIN.growth, cells.children[parent]!++, key);
    foundCell(state, world, key[0]!, key[1]!, cells.region[parent]!, cells.home[parent]!);
  }
  attrition.clear();
  attrition.advance(AFGHANISTAN, Math.round((p['attrition-afghanistan'] / DAYS_PER_MONTH) * TICKS));
  attrition.advance(KP_THEATRE, Math.round((p['attrition-kp'] / DAYS_PER_MONTH) * TICKS));
  for (let i = 0; i < attrition.events; i++) {
    const slot = attrition.fired[i]!;
    if (cells.isLive(slot)) removeCell(state, world, slot, false);
  }
}

/** Hazard of founding another cell, in ticks a day: the fuller the theatre, the lower. */
function room(growth: number, present: number, crowding: number): number {
  return Math.round(((growth * Math.max(0, 1 - present / crowding)) / DAYS_PER_MONTH) * TICKS);
}
