/** The first of January 2020: the first cells, each placed by the shares of the old strongholds. */
import { unitOf } from '../random/draws.js';
import { ENTITY, ORIGIN, PURPOSE, cellKey } from './addresses.js';
import { REGION_COUNT } from './geography.js';
import { foundCell } from './posture.js';
import type { State } from './state.js';
import type { World } from './world.js';

const key = new Uint32Array(2);
const words = new Uint32Array(4);

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
  state.draws.words(key[0]!, key[1]!, PURPOSE.initialRegion, 0, words);
  const u = unitOf(words[0]!);
  let cumulated = 0;
  let last = 0;
  for (let region = 0; region < REGION_COUNT; region++) {
    const share = world.strongholds[region]!;
    if (share === 0) continue;
    cumulated += share;
    if (u < cumulated) return region;
    last = region;
  }
  return last;
}
