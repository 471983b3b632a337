/**
 * Nexus: camps grow where pressure is low and raise every cell's skill slowly; external plots are a slow process
 * of their own. Foreign recruits, the third part, arrive in `recruitment`.
 */
import { DAYS_PER_MONTH, type Day } from '../calendar.js';
import { ABROAD } from '../geography.js';
import { TAKEOVER } from '../history.js';
import type { State } from '../state.js';
import { COUNTER } from '../tallies.js';
import type { World } from '../world.js';

export function nexus(state: State, world: World, day: Day): void {
  const p = world.parameters;
  const room = state.cells.count > 0 && day >= TAKEOVER ? Math.max(0, 1 - state.afghanPressure) : 0;
  state.camps += (p['camp-growth'] * room - p['camp-decay'] * state.camps) / DAYS_PER_MONTH;
  const rate = state.cells.count > 0 ? p['plots'] * (1 + p['plots-camps'] * state.camps) : 0;
  const plots = state.plots.advance(0, rate / DAYS_PER_MONTH);
  if (plots > 0) state.tallies.add(world.monthOfDay[day]!, COUNTER.plots, ABROAD, plots);
}
