/** What surrounds the cells, day by day: pressure, leadership, media, camps and plots, and the count at month ends. */
import { DAYS_PER_MONTH } from '../../src/model/calendar.js';
import { ABROAD, ZONES } from '../../src/model/geography.js';
import { COUNTER_MESSAGING, NORTH_COMPLETE, NORTH_START, TAKEOVER } from '../../src/model/history.js';
import { COUNTER } from '../../src/model/tallies.js';
import { exp } from '../../src/random/elementary.js';
import { TICKS } from './clock.js';
import type { PlainState } from './plain-state.js';
import { REACTION_DAYS } from './region.js';

const KABUL = ZONES.indexOf('kabul');
const NORTH = ZONES.indexOf('north');
const KP = ZONES.indexOf('kp');
/** Pressure is a multiple of 2^-14. */
const PRESSURE_UNIT = 2 ** 14;

const between0And1 = (x: number): number => Math.min(1, Math.max(0, x));

export function pressure(state: PlainState, day: number): void {
  const { world } = state;
  let weighted = 0;
  let cells = 0;
  let plain = 0;
  for (const region of state.regions) {
    const { index } = region;
    const level = world.series[world.seriesOf[index]!]![day]!;
    region.pressure = level;
    if (world.reactiveGain[index]! > 0 && day >= world.reactiveFrom[index]!) {
      const answer = level + world.reactiveGain[index]! * region.recentClaims;
      const risen = Math.max(level, Math.min(world.reactiveCeiling[index]!, answer));
      region.pressure = Math.round(risen * PRESSURE_UNIT) / PRESSURE_UNIT;
    }
    region.recentClaims -= region.claimRing[day % REACTION_DAYS]!;
    if (region.isKp) continue;
    weighted += region.pressure * region.present;
    cells += region.present;
    plain += region.pressure;
  }
  state.afghanPressure = cells > 0 ? weighted / cells : plain / (state.regions.length - 1);
}

export function leadership(state: PlainState, day: number): void {
  const p = state.world.parameters;
  const afghan = state.cells.length - state.kp.present;
  const losses = (state.destroyedToday * DAYS_PER_MONTH) / Math.max(1, afghan + state.destroyedToday);
  state.recentLosses += (losses - state.recentLosses) / (p['loss-memory-decay'] * DAYS_PER_MONTH);
  state.destroyedToday = 0;

  const threat = Math.min(1, state.afghanPressure + p['loss-memory'] * state.recentLosses);
  const autonomy = p['restraint-autonomy'];
  const goal = p['restraint'] * ((1 - autonomy) * threat + autonomy * (day >= p['pivot'] ? 1 : 0));
  state.restraint += (goal - state.restraint) * Math.min(1, 1 / (p['restraint-lag'] * DAYS_PER_MONTH));
  state.restraintKp = p['restraint-kp'] * state.restraint;

  const expansion = between0And1((day - NORTH_START) / (NORTH_COMPLETE - NORTH_START));
  state.emphasis[KABUL] = p['kabul-emphasis'];
  state.emphasis[NORTH] = 1 + (p['north-emphasis'] - 1) * expansion;
  const kept = exp(-Math.max(0, day - NORTH_COMPLETE) / (p['kp-emphasis-decay'] * DAYS_PER_MONTH));
  state.emphasis[KP] = 1 + (p['kp-emphasis'] - 1) * expansion * kept;

  state.peakCells = Math.max(state.peakCells, afghan);
  const lost = state.peakCells > 0 ? 1 - afghan / state.peakCells : 0;
  const base = p['high-impact-base'] + p['high-impact-losses'] * lost;
  state.highImpact = 1 / (1 + exp(-(base + p['high-impact-restraint'] * state.restraint)));
  state.highImpactKp = 1 / (1 + exp(-(base + p['high-impact-restraint'] * state.restraintKp)));
}

export function media(state: PlainState, day: number): void {
  const p = state.world.parameters;
  const grown = between0And1((day - TAKEOVER) / (12 * DAYS_PER_MONTH));
  const countered = day >= COUNTER_MESSAGING ? p['counter-messaging'] : 0;
  const reach = (1 + p['media-growth'] * grown) * (1 - countered) * (1 - p['platform-removal']);
  state.reach = reach * state.phase.reach;
}

export function nexus(state: PlainState, day: number): void {
  const p = state.world.parameters;
  const anybody = state.cells.length > 0;
  const room = anybody && day >= TAKEOVER ? Math.max(0, 1 - state.afghanPressure) : 0;
  state.camps += (p['camp-growth'] * room - p['camp-decay'] * state.camps) / DAYS_PER_MONTH;
  const rate = anybody ? p['plots'] * (1 + p['plots-camps'] * state.camps) : 0;
  const plots = state.plots.spend(Math.round((rate / DAYS_PER_MONTH) * TICKS));
  state.eventCount += plots;
  if (plots > 0) state.count(COUNTER.plots, ABROAD, plots);
}

export function observation(state: PlainState, day: number): void {
  const { days, monthOfDay } = state.world;
  for (const region of state.regions) {
    region.claimRing[day % REACTION_DAYS] = region.claimsToday;
    region.recentClaims += region.claimsToday;
    region.claimsToday = 0;
  }
  if (day + 1 < days && monthOfDay[day + 1] === state.month) return;
  for (const cell of state.cells) {
    const { index } = cell.region;
    state.count(COUNTER.cells, index);
    state.count(COUNTER.fighters, index, cell.fighters);
    if (cell.dormantUntil > 0) state.count(COUNTER.dormant, index);
  }
}
