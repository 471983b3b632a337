/**
 * The same model as a plain loop over objects: every day the rates of every cell are computed anew from its state
 * and every clock is spent. No queue, no levels, no cumulated hazards, nothing put off: slow, and easy to believe.
 * Written from `docs/ODD.md`; shares with `src/model` what goes in (world, draws) and what comes out (tallies).
 */
import { ENTITY, ORIGIN, PURPOSE, cellKey } from '../../src/model/addresses.js';
import { Tallies } from '../../src/model/tallies.js';
import type { World } from '../../src/model/world.js';
import type { Draws } from '../../src/random/draws.js';
import { attacks } from './attacks.js';
import { unit } from './clock.js';
import { movement } from './movement.js';
import { type PlainOptions, PlainState } from './plain-state.js';
import { command, intelligence, raids } from './raids.js';
import { recruitment } from './recruitment.js';
import { leadership, media, nexus, observation, pressure } from './surroundings.js';

const key = new Uint32Array(4);
const block = new Uint32Array(4);

export class PlainLoop {
  readonly tallies: Tallies;
  /** Of the last replicate. */
  cellDays = 0;
  events = 0;

  constructor(
    private readonly world: World,
    private readonly options: PlainOptions = { redraw: 'never' },
  ) {
    this.tallies = new Tallies(world.months);
  }

  /** Runs one replicate; `tallies` holds the result until the next call. */
  run(draws: Draws): Tallies {
    const { world, tallies } = this;
    tallies.clear();
    const state = new PlainState(world, draws, tallies, this.options);
    initialise(state);
    for (let day = 0; day < world.days; day++) {
      begin(state, day);
      pressure(state, day);
      leadership(state, day);
      media(state, day);
      recruitment(state, day);
      movement(state);
      attacks(state, day);
      intelligence(state, day);
      raids(state, day);
      command(state, day);
      nexus(state, day);
      observation(state, day);
      state.cellDays += state.cells.length;
    }
    this.cellDays = state.cellDays;
    this.events = state.eventCount;
    return tallies;
  }
}

function begin(state: PlainState, day: number): void {
  const { phases, monthOfDay } = state.world;
  const month = monthOfDay[day]!;
  const isNewMonth = month !== state.month;
  state.month = month;
  if (isNewMonth && state.options.redraw === 'monthly') state.redrawClocks();
  while (state.phaseIndex + 1 < phases.length && phases[state.phaseIndex + 1]!.from <= day)
    state.phase = phases[++state.phaseIndex]!;
}

function initialise(state: PlainState): void {
  const { world, draws, kp } = state;
  const p = world.parameters;
  for (let n = 0; n < Math.round(p['cells-afghanistan']); n++) {
    cellKey(ENTITY.organisation, 0, ORIGIN.initial, n, key);
    draws.words(key[0]!, key[1]!, PURPOSE.initialRegion, 0, block);
    const region = state.regions[firstRegion(world.strongholds, unit(block[0]!))]!;
    state.found(key[0]!, key[1]!, region, region);
  }
  for (let n = 0; n < Math.round(p['cells-kp']); n++) {
    cellKey(ENTITY.organisation, 1, ORIGIN.initial, n, key);
    state.found(key[0]!, key[1]!, kp, kp);
  }
}

function firstRegion(shares: Float64Array, u: number): number {
  let cumulated = 0;
  let last = 0;
  for (let region = 0; region < shares.length; region++) {
    if (shares[region] === 0) continue;
    cumulated += shares[region]!;
    if (u < cumulated) return region;
    last = region;
  }
  return last;
}
