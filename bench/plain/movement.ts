/** Movement: where relocation takes cells, across the border or inside Afghanistan. */
import { PURPOSE } from '../../src/model/addresses.js';
import { DAYS_PER_MONTH } from '../../src/model/calendar.js';
import { COUNTER } from '../../src/model/tallies.js';
import type { Cell } from './cell.js';
import { drawTicks, unit, waitOf } from './clock.js';
import type { PlainState } from './plain-state.js';
import { dayTicks, spend } from './recruitment.js';
import type { Region } from './region.js';

const block = new Uint32Array(4);

export function movement(state: PlainState): void {
  const p = state.world.parameters;
  const { events } = state;
  const relocating = p['relocation'] / DAYS_PER_MONTH;
  const threat = p['relocation-threat'] / DAYS_PER_MONTH;
  const returning = (p['return'] * Math.max(0, 1 - state.afghanPressure)) / DAYS_PER_MONTH;
  for (const region of state.regions)
    region.relocationTicks = dayTicks(region.isKp ? returning : relocating + threat * region.pressure);
  events.clear();
  for (const cell of state.cells) {
    // In KP the clock is that of return, which only cells from Afghanistan have.
    const mobile = cell.dormantUntil === 0 && !(cell.region.isKp && cell.home.isKp);
    spend(state, cell, cell.relocation, PURPOSE.relocationClock, mobile ? 1 : 0, cell.region.relocationTicks);
  }
  let crossed: Cell | null = null;
  for (let i = 0; i < events.count; i++) {
    const cell = events.cells[i]!;
    const ordinal = events.ordinals[i]!;
    if (cell === crossed) takeBack(state, cell, ordinal);
    else if (relocate(state, cell, ordinal)) crossed = cell;
  }
}

/** A cell that crossed the border today does not turn round today: the clock is as it was before this event. */
function takeBack(state: PlainState, cell: Cell, ordinal: number): void {
  state.eventCount--;
  if (cell.relocation.ordinal <= ordinal) return;
  const rest = drawTicks(state.draws, cell.high, cell.low, PURPOSE.relocationClock, ordinal);
  cell.relocation.restart(ordinal, rest);
}

/** @returns whether the cell crossed the border */
function relocate(state: PlainState, cell: Cell, ordinal: number): boolean {
  const { world, phase } = state;
  const { borders, parameters: p } = world;
  const from = cell.region;
  state.draws.words(cell.high, cell.low, PURPOSE.relocation, ordinal, block);
  const [heading, stopped] = [unit(block[0]!), unit(block[1]!)];
  const threatened = p['relocation-threat'] * from.pressure;
  let to: Region;
  if (from.isKp) to = cell.home;
  else if (heading < p['crossing'] * (threatened / (p['relocation'] + threatened)))
    to = borders.reachesKp[from.index] ? state.kp : state.regions[borders.towardsKp[from.index]!]!;
  else to = destination(state, cell, ordinal);
  const crosses = to.isKp || from.isKp;
  if (crosses) {
    if (stopped < (to.isKp ? phase.stoppedOut : phase.stoppedBack)) return false;
    state.count(COUNTER.crossings, to.index);
  }
  state.move(cell, to);
  return crosses;
}

/** An exponential race of neighbours and hubs. */
function destination(state: PlainState, cell: Cell, ordinal: number): Region {
  const { world, draws, emphasis, regions } = state;
  let best = Infinity;
  let to = cell.region;
  const attraction = world.parameters['hub-attraction'];
  for (const { region, border, isHub } of world.borders.destinations[cell.region.index]!) {
    const pull = (border + (isHub ? attraction : 0)) * emphasis[regions[region]!.zone]!;
    if (pull === 0) continue;
    draws.words(cell.high, cell.low, PURPOSE.destination + ((region >> 2) << 16), ordinal, block);
    const wait = waitOf(block[region & 3]!) / pull;
    if (wait < best) [best, to] = [wait, regions[region]!];
  }
  return to;
}
