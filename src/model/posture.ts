/**
 * How a cell's state sets the rates of its clocks: attacks by fighters, skill and coordination; raids by how
 * visible it is; growth and relocation only while active. Every change of a cell goes through here, so that what is
 * summed over cells stays true: expected claims, and how a province's raids are shared.
 */
import { commanderOf } from './commanders.js';
import type { State } from './state.js';
import type { World } from './world.js';

/** Ticks of a raid's share: with those of pressure they make the ticks of a clock. */
const SHARE_TICKS = 2 ** 24;

/** Brings the five rates of a cell up to date with its state. */
export function setRates(state: State, world: World, slot: number): void {
  const { cells } = state;
  const { kp, zone } = world.geography;
  const region = cells.region[slot]!;
  const active = cells.dormantUntil[slot] === 0;
  cells.commander[slot] = commanderOf(zone[region]!, cells.keyLow[slot]!);
  setStrength(state, world, slot);
  setVisibility(state, world, slot);
  cells.attrition.setRate(slot, 1);
  // In KP the relocation clock is the clock of return, which only cells from Afghanistan have.
  const mobile = active && (region !== kp || cells.home[slot] !== kp);
  cells.relocation.setRate(slot, mobile ? 1 : 0);
  cells.growth.setRate(slot, active ? 1 : 0);
}

/** The rate of attacks, after a change of fighters, skill or command. */
export function setStrength(state: State, world: World, slot: number): void {
  const { cells, commanders } = state;
  const p = world.parameters;
  const coordination = commanders.inPlace(cells.commander[slot]!) ? 1 : 1 - p['command-loss'];
  const strength = cells.fighters[slot]! / p['fighters-per-cell'];
  const active = cells.dormantUntil[slot] === 0;
  setAttackRate(state, world, slot, active ? strength * cells.skill[slot]! * coordination : 0);
}

/** The weight in raids, after a change of exposure. */
export function setVisibility(state: State, world: World, slot: number): void {
  const { cells } = state;
  const p = world.parameters;
  const visible = cells.exposedUntil[slot]! > 0 ? p['exposure'] : 1;
  const active = cells.dormantUntil[slot] === 0;
  setRaidWeight(state, world, slot, active ? visible : visible * p['dormant-visibility']);
}

/** A new cell of standard size in a region; its home is where it forms, or its parent's home. @returns its slot */
export function foundCell(
  state: State,
  world: World,
  keyHigh: number,
  keyLow: number,
  region: number,
  home = region,
): number {
  const slot = state.cells.add(keyHigh, keyLow, home, region, world.parameters['fighters-per-cell']);
  setRates(state, world, slot);
  return slot;
}

/** Takes a cell out of the world; its clocks die with it. */
export function removeCell(state: State, world: World, slot: number, destroyed: boolean): void {
  const { cells } = state;
  setAttackRate(state, world, slot, 0);
  setRaidWeight(state, world, slot, 0);
  cells.attrition.setRate(slot, 0);
  cells.relocation.setRate(slot, 0);
  cells.growth.setRate(slot, 0);
  cells.remove(slot, destroyed);
}

/** Moves a cell to another region. */
export function moveCell(state: State, world: World, slot: number, to: number): void {
  const { cells } = state;
  const from = cells.region[slot]!;
  const attack = cells.attack.rateOf(slot);
  const raid = cells.raid.rateOf(slot);
  settleExpected(state, world, from);
  settleExpected(state, world, to);
  cells.move(slot, to);
  cells.attackRate[from]! -= attack;
  cells.attackRate[to]! += attack;
  cells.raidWeight[from]! -= raid;
  cells.raidWeight[to]! += raid;
  shareRaids(state, world, from);
  shareRaids(state, world, to);
  setRates(state, world, slot);
}

function setAttackRate(state: State, world: World, slot: number, rate: number): void {
  const { cells } = state;
  const region = cells.region[slot]!;
  const change = cells.attack.setRate(slot, rate);
  if (change === 0) return;
  settleExpected(state, world, region);
  cells.attackRate[region]! += change;
}

function setRaidWeight(state: State, world: World, slot: number, weight: number): void {
  const { cells } = state;
  const region = cells.region[slot]!;
  const change = cells.raid.setRate(slot, weight);
  if (change === 0) return;
  cells.raidWeight[region]! += change;
  shareRaids(state, world, region);
}

/** Counts the claims to expect of a region's cells up to now, at the rate they have had. */
export function settleExpected(state: State, world: World, region: number): void {
  const spent = state.hazardSpent[world.geography.zone[region]!]!;
  state.expected[region]! += state.cells.attackRate[region]! * (spent - state.hazardSeen[region]!);
  state.hazardSeen[region] = spent;
}

/**
 * Shares a province's raids between its cells, by visibility, and nobody, by concealment: together they spend the
 * capacity exactly.
 */
export function shareRaids(state: State, world: World, region: number): void {
  const { raid, raidWeight } = state.cells;
  const { concealment } = world.phases[state.phase]!;
  const visible = raidWeight[region]!;
  const nobody = concealment > 0 || visible > 0 ? concealment : 1;
  const share = Math.round((state.capacity[region]! / (visible + nobody)) * SHARE_TICKS);
  raid.setFactor(region, share);
  // The slot of the region's own number stands for nobody.
  raid.setRate(region, nobody);
}
