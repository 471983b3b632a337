/**
 * Movement: relocation along shared borders and to hubs, more under pressure; a share of what pressure drives
 * heads for KP and crosses where a province borders it; Afghan cells in KP return as pressure at home falls.
 */
import { DAYS_PER_MONTH, type Day } from '../calendar.js';
import { PURPOSE } from '../addresses.js';
import { TICKS } from '../cells.js';
import { moveCell } from '../posture.js';
import { unitOf, waitOf } from '../../random/draws.js';
import type { State } from '../state.js';
import { COUNTER } from '../tallies.js';
import type { World } from '../world.js';

const words = new Uint32Array(4);

export function movement(state: State, world: World, day: Day): void {
  const p = world.parameters;
  const { relocation } = state.cells;
  const relocating = p['relocation'] / DAYS_PER_MONTH;
  const threat = p['relocation-threat'] / DAYS_PER_MONTH;
  const returning = (p['return'] * Math.max(0, 1 - state.afghanPressure)) / DAYS_PER_MONTH;
  const last = world.series.length - 1;
  relocation.clear();
  for (let s = 0; s < last; s++)
    relocation.advance(s, Math.round((relocating + threat * state.pressure[s]!) * TICKS));
  relocation.advance(last, Math.round(returning * TICKS));
  let crossed = -1;
  for (let i = 0; i < relocation.events; i++) {
    const slot = relocation.fired[i]!;
    const ordinal = relocation.firedOrdinal[i]!;
    // A further event of that day ran at the hazard of the theatre which the cell has left: it is taken back.
    if (slot === crossed) relocation.takeBack(slot, ordinal);
    else if (relocate(state, world, day, slot, ordinal)) crossed = slot;
  }
}

/** Moves a cell, or lets it be stopped at the border. @returns whether it changed theatre */
function relocate(state: State, world: World, day: Day, slot: number, ordinal: number): boolean {
  const { cells, draws } = state;
  const p = world.parameters;
  const { kp } = world.geography;
  const from = cells.region[slot]!;
  draws.words(cells.keyHigh[slot]!, cells.keyLow[slot]!, PURPOSE.relocation, ordinal, words);
  const [heading, stopped] = [unitOf(words[0]!), unitOf(words[1]!)];
  let to: number;
  if (from === kp) {
    to = cells.home[slot]!;
  } else {
    const threatened = p['relocation-threat'] * state.pressure[world.seriesOf[from]!]!;
    const towardsKp = p['crossing'] * (threatened / (p['relocation'] + threatened));
    if (heading < towardsKp) to = world.borders.reachesKp[from] ? kp : world.borders.towardsKp[from]!;
    else to = destination(state, world, slot, ordinal);
  }
  const crosses = to === kp || from === kp;
  if (crosses) {
    const phase = world.phases[state.phase]!;
    if (stopped < (to === kp ? phase.stoppedOut : phase.stoppedBack)) return false;
    state.tallies.add(world.monthOfDay[day]!, COUNTER.crossings, to, 1);
  }
  moveCell(state, world, slot, to);
  return crosses;
}

/**
 * Where a cell goes inside Afghanistan: an exponential race of neighbours and hubs, by border and emphasis. Four
 * candidates share a block of words.
 */
function destination(state: State, world: World, slot: number, ordinal: number): number {
  const { cells, draws, emphasis } = state;
  const { zone } = world.geography;
  const attraction = world.parameters['hub-attraction'];
  const [high, low] = [cells.keyHigh[slot]!, cells.keyLow[slot]!];
  let best = Infinity;
  let to = cells.region[slot]!;
  let block = -1;
  for (const { region, border, isHub } of world.borders.destinations[to]!) {
    const pull = (isHub ? border + attraction : border) * emphasis[zone[region]!]!;
    if (pull === 0) continue;
    if (region >> 2 !== block) {
      block = region >> 2;
      draws.words(high, low, PURPOSE.destination + (block << 16), ordinal, words);
    }
    const wait = waitOf(words[region & 3]!) / pull;
    if (wait < best) [best, to] = [wait, region];
  }
  return to;
}
