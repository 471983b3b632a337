/**
 * Movement: relocation along shared borders and to hubs, more under pressure; a share of what pressure drives
 * heads for KP and crosses where a province borders it; Afghan cells in KP return as pressure at home falls.
 */
import { DAYS_PER_MONTH, type Day } from '../calendar.js';
import { PURPOSE } from '../addresses.js';
import { CLOCK } from '../cells.js';
import { REGION_COUNT } from '../geography.js';
import { setRates } from '../posture.js';
import type { State } from '../state.js';
import { COUNTER } from '../tallies.js';
import type { World } from '../world.js';

export function movement(state: State, world: World, day: Day): void {
  const p = world.parameters;
  const { cells } = state;
  const { kp } = world.geography;
  const relocating = p['relocation'] / DAYS_PER_MONTH;
  const threat = p['relocation-threat'] / DAYS_PER_MONTH;
  const returning = (p['return'] * Math.max(0, 1 - state.afghanPressure)) / DAYS_PER_MONTH;
  for (let region = 0; region < REGION_COUNT; region++) {
    cells.advance(
      CLOCK.relocation,
      region,
      region === kp ? returning : relocating + threat * state.pressure[region]!,
    );
  }
  const moving = cells.collect(CLOCK.relocation);
  let crossed = -1;
  for (let i = 0; i < moving; i++) {
    const slot = cells.fired[i]!;
    const ordinal = cells.firedOrdinal[i]!;
    // A further event of that day ran at the hazard of the theatre which the cell has left: it is taken back.
    if (slot === crossed) cells.takeBack(CLOCK.relocation, slot, ordinal);
    else if (relocate(state, world, day, slot, ordinal)) crossed = slot;
  }
}

/** Moves a cell, or lets it be stopped at the border. @returns whether it changed theatre */
function relocate(state: State, world: World, day: Day, slot: number, ordinal: number): boolean {
  const { cells, draws } = state;
  const p = world.parameters;
  const { kp } = world.geography;
  const from = cells.region[slot]!;
  const [high, low] = [cells.keyHigh[slot]!, cells.keyLow[slot]!];
  let to: number;
  if (from === kp) {
    to = cells.home[slot]!;
  } else {
    const threatened = p['relocation-threat'] * state.pressure[from]!;
    const towardsKp = p['crossing'] * (threatened / (p['relocation'] + threatened));
    if (draws.uniform(high, low, PURPOSE.heading, ordinal) < towardsKp)
      to = world.reachesKp[from] ? kp : world.towardsKp[from]!;
    else to = destination(state, world, slot, ordinal);
  }
  const crosses = to === kp || from === kp;
  if (crosses) {
    if (draws.uniform(high, low, PURPOSE.stopped, ordinal) < p['border-control']) return false;
    state.tallies.add(world.monthOfDay[day]!, COUNTER.crossings, to, 1);
  }
  cells.move(slot, to);
  setRates(state, world, slot);
  return crosses;
}

/** Where a cell goes inside Afghanistan: an exponential race of neighbours and hubs, by border and emphasis. */
function destination(state: State, world: World, slot: number, ordinal: number): number {
  const { cells, draws, emphasis } = state;
  const { zone } = world.geography;
  let best = Infinity;
  let to = cells.region[slot]!;
  for (const candidate of world.neighbourhood[to]!) {
    const pull = candidate.weight * emphasis[zone[candidate.region]!]!;
    const wait =
      draws.exponential(
        cells.keyHigh[slot]!,
        cells.keyLow[slot]!,
        PURPOSE.destination + (candidate.region << 16),
        ordinal,
      ) / pull;
    if (wait < best) [best, to] = [wait, candidate.region];
  }
  return to;
}
