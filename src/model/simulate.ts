/** One replicate: initialise, then the schedule, day by day. */
import type { Draws } from '../random/draws.js';
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
  state.reset(draws);
  initialise(state, world);
  for (let day = 0; day < world.days; day++) {
    for (const submodel of SCHEDULE) submodel(state, world, day);
  }
}
