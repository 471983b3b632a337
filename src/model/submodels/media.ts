/** Media: reach of ISK's outreach grows within a year of the takeover and falls with counter-messaging and removals. */
import { DAYS_PER_MONTH, type Day } from '../calendar.js';
import { COUNTER_MESSAGING, TAKEOVER } from '../history.js';
import type { State } from '../state.js';
import type { World } from '../world.js';

/** Sets `state.reach`, relative to 2020 before removals. */
export function media(state: State, world: World, day: Day): void {
  const p = world.parameters;
  const grown = Math.min(1, Math.max(0, (day - TAKEOVER) / (12 * DAYS_PER_MONTH)));
  const countered = day >= COUNTER_MESSAGING ? p['counter-messaging'] : 0;
  state.reach =
    (1 + p['media-growth'] * grown) *
    (1 - countered) *
    (1 - p['platform-removal']) *
    world.phases[state.phase]!.reach;
}
