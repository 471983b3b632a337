/** What changes at once when a phase begins; where the settings are as before, nothing does. */
import type { Day } from './calendar.js';
import { REGION_COUNT } from './geography.js';
import { setInflow } from './grievance.js';
import { shareRaids } from './posture.js';
import type { State } from './state.js';
import type { World } from './world.js';

/** Begins the phase whose first day this is, if there is one. */
export function beginPhases(state: State, world: World, day: Day): void {
  const { phases } = world;
  const next = day === 0 ? 0 : state.phase + 1;
  if (next >= phases.length || phases[next]!.from !== day) return;
  state.phase = next;
  const { attrition } = state.cells;
  for (let region = 0; region < REGION_COUNT; region++) {
    attrition.setFactor(region, Math.round(phases[next]!.attrition[region]! * attrition.standard));
    setInflow(state, world, region);
    shareRaids(state, world, region);
  }
}
