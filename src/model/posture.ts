/**
 * How a cell's state sets the rates of its clocks: attacks by fighters, skill and coordination; raids by how
 * visible it is; growth and relocation only while active. Called after every change of a cell.
 */
import { CLOCK } from './cells.js';
import { commanderOf } from './commanders.js';
import type { State } from './state.js';
import type { World } from './world.js';

/** Brings the five rates of a cell up to date with its state. */
export function setRates(state: State, world: World, slot: number): void {
  const { cells, commanders } = state;
  const p = world.parameters;
  const { kp, zone } = world.geography;
  const region = cells.region[slot]!;
  const active = cells.dormantUntil[slot] === 0;
  const commander = commanderOf(zone[region]!, cells.keyLow[slot]!);
  cells.commander[slot] = commander;
  const coordination = commanders.inPlace(commander) ? 1 : 1 - p['command-loss'];
  const strength = cells.fighters[slot]! / p['fighters-per-cell'];
  cells.setRate(slot, CLOCK.attack, active ? strength * cells.skill[slot]! * coordination : 0);
  const visible = cells.exposedUntil[slot]! > 0 ? p['exposure'] : 1;
  cells.setRate(slot, CLOCK.raid, active ? visible : visible * p['dormant-visibility']);
  cells.setRate(slot, CLOCK.attrition, 1);
  // In KP the relocation clock is the clock of return, which only cells from Afghanistan have.
  const mobile = active && (region !== kp || cells.home[slot] !== kp);
  cells.setRate(slot, CLOCK.relocation, mobile ? 1 : 0);
  cells.setRate(slot, CLOCK.growth, active ? 1 : 0);
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
