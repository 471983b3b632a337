/** One replicate: initialise, then the schedule, day by day. */
import type { Draws } from '../random/draws.js';
import type { Day } from './calendar.js';
import { beginPhases } from './phase-change.js';
import { initialise } from './initialise.js';
import { SCHEDULE } from './schedule.js';
import type { State } from './state.js';
import type { World } from './world.js';

/**
 * Runs one replicate in place; `state.tallies` holds the result until the next call.
 * @param state of as many months as `world`; whatever it held is forgotten
 * @throws Error when a parameter set leaves the range in which the model means anything (too many cells)
 */
export function simulate(state: State, world: World, draws: Draws): void {
  begin(state, world, draws);
  simulateDays(state, world, 0, world.days);
}

/** The state before the first day. */
export function begin(state: State, world: World, draws: Draws): void {
  state.reset(draws, world);
  beginPhases(state, world, 0);
  initialise(state, world);
}

/** Goes on from the state before day `from` to the one before day `to`. */
export function simulateDays(state: State, world: World, from: Day, to: Day): void {
  for (let day = from; day < to; day++) {
    if (day > 0) beginPhases(state, world, day);
    for (const submodel of SCHEDULE) submodel(state, world, day);
  }
}
