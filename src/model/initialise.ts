/** The first of January 2020: the first cells, each placed by an exponential race over provinces. */
import { ENTITY, ORIGIN, PURPOSE, cellKey } from './addresses.js';
import { REGION_COUNT } from './geography.js';
import { foundCell } from './posture.js';
import type { State } from './state.js';
import type { World } from './world.js';

const key = new Uint32Array(2);

export function initialise(state: State, world: World): void {
  const p = world.parameters;
  const { kp } = world.geography;
  for (let n = 0; n < Math.round(p['cells-afghanistan']); n++) {
    cellKey(ENTITY.organisation, 0, ORIGIN.initial, n, key);
    foundCell(state, world, key[0]!, key[1]!, firstRegion(state, world));
  }
  for (let n = 0; n < Math.round(p['cells-kp']); n++) {
    cellKey(ENTITY.organisation, 1, ORIGIN.initial, n, key);
    foundCell(state, world, key[0]!, key[1]!, kp);
  }
}

function firstRegion(state: State, world: World): number {
  let best = Infinity;
  let chosen = 0;
  for (let region = 0; region < REGION_COUNT; region++) {
    const share = world.strongholds[region]!;
    if (share === 0) continue;
    const wait = state.draws.exponential(key[0]!, key[1]!, PURPOSE.initialRegion + (region << 16), 0) / share;
    if (wait < best) [best, chosen] = [wait, region];
  }
  return chosen;
}
