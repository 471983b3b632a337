/** Grievance by region and the recruits it brings: the rate of a region's clock of cells that form in it. */
import { REGION_COUNT } from './geography.js';
import type { State } from './state.js';
import type { World } from './world.js';

/** Brings a region's rate of inflow up to date with its grievance and the scenario's levers. */
export function setInflow(state: State, world: World, region: number): void {
  const { inflow } = world.phases[state.phase]!;
  state.inflow.setRate(region, world.origins[region]! * state.grievance[region]! * inflow[region]!);
}

/** A raid that makes enemies. */
export function addGrievance(state: State, world: World, region: number): void {
  state.grievance[region]! += world.parameters['grievance-per-raid'];
  setInflow(state, world, region);
}

/** A month passes: what is above or below the normal level fades. */
export function fadeGrievance(state: State, world: World): void {
  const normal = world.phases[state.phase]!.grievance;
  for (let region = 0; region < REGION_COUNT; region++) {
    const excess = state.grievance[region]! - normal[region]!;
    if (excess === 0) continue;
    state.grievance[region] = normal[region]! + excess * world.grievanceKept;
    setInflow(state, world, region);
  }
}
