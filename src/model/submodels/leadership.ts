/**
 * Leadership: restraint by theatre, emphasis by zone and the share of high-impact attacks. Restraint moves with a
 * lag towards ρ·[(1 − a)·(pressure and remembered losses) + a·(a pivot of its own accord)].
 */
import { exp } from '../../random/elementary.js';
import { DAYS_PER_MONTH, type Day } from '../calendar.js';
import { ZONES } from '../geography.js';
import { NORTH_COMPLETE, NORTH_START } from '../history.js';
import type { State } from '../state.js';
import type { World } from '../world.js';

const KABUL = ZONES.indexOf('kabul');
const NORTH = ZONES.indexOf('north');
const KP = ZONES.indexOf('kp');

function logistic(x: number): number {
  return 1 / (1 + exp(-x));
}

export function leadership(state: State, world: World, day: Day): void {
  const p = world.parameters;
  const { cells } = state;
  const { kp } = world.geography;
  const afghanCells = cells.count - cells.present[kp]!;

  const lossesPerMonth =
    (state.destroyedToday * DAYS_PER_MONTH) / Math.max(1, afghanCells + state.destroyedToday);
  state.recentLosses += (lossesPerMonth - state.recentLosses) / (p['loss-memory-decay'] * DAYS_PER_MONTH);
  state.destroyedToday = 0;

  const threat = Math.min(1, state.afghanPressure + p['loss-memory'] * state.recentLosses);
  const autonomy = p['restraint-autonomy'];
  const pivot = day >= p['pivot'] ? 1 : 0;
  const goal = p['restraint'] * ((1 - autonomy) * threat + autonomy * pivot);
  state.restraint += (goal - state.restraint) * Math.min(1, 1 / (p['restraint-lag'] * DAYS_PER_MONTH));
  state.restraintKp = p['restraint-kp'] * state.restraint;

  state.emphasis[KABUL] = p['kabul-emphasis'];
  const expansion = Math.min(1, Math.max(0, (day - NORTH_START) / (NORTH_COMPLETE - NORTH_START)));
  state.emphasis[NORTH] = 1 + (p['north-emphasis'] - 1) * expansion;
  const since = Math.max(0, day - NORTH_COMPLETE);
  const kept = exp(-since / (p['kp-emphasis-decay'] * DAYS_PER_MONTH));
  state.emphasis[KP] = 1 + (p['kp-emphasis'] - 1) * expansion * kept;

  // Capacity is counted against its peak so far: a group that never grew has lost nothing.
  state.peakCells = Math.max(state.peakCells, afghanCells);
  state.lostCapacity = state.peakCells > 0 ? 1 - afghanCells / state.peakCells : 0;
}

/** Probability that an attack launched today in a region is of high impact. */
export function highImpactShare(state: State, world: World, region: number): number {
  const p = world.parameters;
  const restraint = region === world.geography.kp ? state.restraintKp : state.restraint;
  return logistic(
    p['high-impact-base'] +
      p['high-impact-losses'] * state.lostCapacity +
      p['high-impact-restraint'] * restraint,
  );
}
